import { fileStore } from '../src/cache/stores/file/file-store.ts';
import { asSample, nameOf } from './values.ts';
import { runWriter } from './writers.ts';

/** Results of the crowd test. The last three must be zero. */
export interface CrowdDamage {
  readonly committed: number;
  readonly lost: number;
  readonly torn: number;
  readonly thrown: number;
}

/** Options of the crowd test. */
export interface CrowdOptions {
  readonly dir: string;
  readonly processes: number;
  /** Number of values that each process writes in each round. */
  readonly writes: number;
  readonly rounds: number;
  /** Size of a value in bytes. */
  readonly bytes: number;
}

/**
 * Makes several processes write to one folder simultaneously. Half of the keys belong to one process each, the other
 * half is written by all. In the end, every committed value must be present, and no process may ever read part of a
 * value.
 */
export async function crowd({ dir, processes, writes, rounds, bytes }: CrowdOptions): Promise<CrowdDamage> {
  const shared = Array.from({ length: writes / 2 }, (_, key) => key);
  const store = fileStore({ dir, maxBytes: 4 * 1024 ** 3 });
  const sum = { committed: 0, lost: 0, torn: 0, thrown: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const runs = Array.from({ length: processes }, (_, place) => {
      const own = shared.map((key) => 1000 * (1 + place + processes * round) + key);
      const keys = [...own, ...shared].sort(() => Math.random() - 0.5);
      return runWriter({ dir, bytes, keys, version: 1e6 * (1 + place + processes * round), writes, reads: true });
    });
    const said = (await Promise.all(runs)).flat();
    const done = said.filter(({ what }) => what === 'done');
    sum.committed += done.length;
    sum.torn += said.filter(({ what }) => what === 'torn').length;
    sum.thrown += said.filter(({ what }) => what.startsWith('thrown')).length;
    for (const [key, each] of Map.groupBy(done, (line) => line.key)) {
      const value = await store.get(nameOf(key));
      const found = asSample(key, value, bytes)?.version;
      if (value !== undefined && found === undefined) sum.torn += 1;
      else if (!each.some(({ version }) => version === found)) sum.lost += 1;
    }
  }
  return sum;
}
