import { fork } from 'node:child_process';
import type { ContestantName } from './contestant.ts';
import type { MeasureName } from './measures.ts';
import type { Figures } from './statistics.ts';

/** Returns the values of a figure for one contestant, one per round. */
export type Measured = (figure: string, name: ContestantName) => Figures;

interface Options {
  readonly url: string;
  readonly rounds?: number;
  /** Number of rounds before the measured ones. */
  readonly warmUp?: number;
}

/** Measures contestants in separate processes, in turns, in a different order each round. */
export async function measureRounds(
  measure: MeasureName,
  names: readonly ContestantName[],
  { url, rounds = 9, warmUp = 2 }: Options,
): Promise<Measured> {
  const workers = await Promise.all(names.map((name) => start(name, url)));
  const found = new Map(names.map((name) => [name, [] as FigureOfNames[]]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const worker of shuffled(workers)) {
      const figures = await worker.ask(measure);
      if (round >= 0) found.get(worker.name)?.push(figures);
    }
  }
  for (const worker of workers) worker.leave();
  return (figure, name) => (found.get(name) ?? []).map((figures) => figures[figure] ?? Number.NaN);
}

type FigureOfNames = Readonly<Record<string, number>>;

interface Worker {
  readonly name: ContestantName;
  ask(measure: MeasureName): Promise<FigureOfNames>;
  leave(): void;
}

async function start(name: ContestantName, url: string): Promise<Worker> {
  const process = fork(`${import.meta.dirname}/worker.ts`, [name, url], { execArgv: ['--expose-gc'] });
  let waiting = Promise.withResolvers<FigureOfNames>();
  process.on('message', (figures) => waiting.resolve(figures as FigureOfNames));
  process.on('exit', () => waiting.reject(new Error(`${name} failed`)));
  await waiting.promise;
  return {
    name,
    ask(measure) {
      waiting = Promise.withResolvers();
      process.send(measure);
      return waiting.promise;
    },
    leave() {
      process.removeAllListeners('exit').kill();
    },
  };
}

function shuffled<Value>(values: readonly Value[]): readonly Value[] {
  return values
    .map((value) => [Math.random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}
