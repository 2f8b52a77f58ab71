/** Kind of a fault: a killed worker, producer or Redis, a power failure of Redis, or a host that is cut off. */
export type Fault = 'worker' | 'producer' | 'redis' | 'power' | 'cut';

/** Run with its faults. */
export interface Scenario {
  readonly name: string;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
}

/** Runs of the long form: each fault alone, then all of them. */
export const scenarios: readonly Scenario[] = [
  { name: 'no faults', faults: {} },
  { name: 'workers killed', faults: { worker: 20 } },
  { name: 'producer killed', faults: { producer: 5 } },
  { name: 'Redis killed', faults: { redis: 4 } },
  { name: 'Redis loses its last second', faults: { power: 4 } },
  { name: 'host cut off', faults: { cut: 3 } },
  { name: 'everything', faults: { worker: 8, producer: 3, redis: 2, power: 2, cut: 1 } },
];

/** Run of the short form. */
export const shortScenario: Scenario = {
  name: 'everything, short',
  faults: { worker: 2, producer: 1, redis: 1, power: 1, cut: 1 },
};

/** Returns the faults of a scenario in a random order. */
export function orderOf({ faults }: Scenario, random: () => number): readonly Fault[] {
  const list = (Object.entries(faults) as [Fault, number][]).flatMap(([fault, count]) => Array(count).fill(fault));
  return list
    .map((fault: Fault) => ({ fault, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ fault }) => fault);
}
