import { setTimeout as delay } from 'node:timers/promises';
import type { Contestant, CreateContestant } from './contestant.ts';

/** Measures one contestant once, against the service at an address. */
export type Measure = (create: CreateContestant, url: string) => Promise<Readonly<Record<string, number>>>;

/** Microseconds of CPU of this process, garbage collection and compilation included, each time something was done. */
async function cpuOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

async function atOnce(concurrency: number, count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function piecesOf({ stream }: Contestant, expected: number): Promise<void> {
  let pieces = 0;
  await stream(() => {
    pieces += 1;
    return true;
  });
  if (pieces !== expected) throw new Error(`${pieces} pieces came, not ${expected}`);
}

/** Made once a process: connections stay. */
const made = new Map<string, Contestant>();
function contestantAt(create: CreateContestant, url: string): Contestant {
  const contestant = made.get(url) ?? create(url);
  made.set(url, contestant);
  return contestant;
}

const heap = async (): Promise<number> => {
  for (let time = 0; time < 3; time += 1) {
    gc?.();
    await delay(1);
  }
  return process.memoryUsage().heapUsed;
};

/** What can be measured. */
export type MeasureName = 'request' | 'burst' | 'paced' | 'firstText' | 'memory' | 'stalled';

/** What a process of a contestant can measure, by name. */
export const measures: Readonly<Record<MeasureName, Measure>> = {
  /** CPU of a plain request, 64 at a time. */
  async request(create, url) {
    const contestant = contestantAt(create, `${url}/plain`);
    if ((await contestant.ask()) !== 'Hello there, how are you?') throw new Error('another answer came');
    return { cpu: await cpuOf(640, () => atOnce(64, 640, contestant.ask)) };
  },
  /** CPU of a chunk of a stream that comes as fast as it can. */
  async burst(create, url) {
    const contestant = contestantAt(create, `${url}/burst`);
    return { cpu: await cpuOf(4 * 2000, () => atOnce(1, 4, () => piecesOf(contestant, 2000))) };
  },
  /** CPU of a chunk of a stream that comes chunk by chunk. */
  async paced(create, url) {
    const contestant = contestantAt(create, `${url}/paced`);
    return { cpu: await cpuOf(8 * 400, () => atOnce(1, 8, () => piecesOf(contestant, 400))) };
  },
  /** Microseconds from the call to the first text of a service that takes 50 ms: the median of a few calls. */
  async firstText(create, url) {
    const contestant = contestantAt(create, `${url}/late`);
    const times: number[] = [];
    for (let call = 0; call < 9; call += 1) {
      const started = performance.now();
      let first = 0;
      await contestant.stream(() => {
        first ||= performance.now() - started;
        return true;
      });
      times.push(first * 1000);
    }
    return { wall: times.toSorted((a, b) => a - b)[4] ?? 0 };
  },
  /** MB that a stream of 20,000 chunks holds beyond its text while it runs, and after it. */
  async memory(create, url) {
    const contestant = contestantAt(create, `${url}/long`);
    const before = await heap();
    let [pieces, length, most] = [0, 0, 0];
    await contestant.stream(async (text) => {
      pieces += 1;
      length += text.length;
      if (pieces % 5000 === 0) most = Math.max(most, (await heap()) - before - length);
      return true;
    });
    return { live: most / 1e6, left: ((await heap()) - before) / 1e6 };
  },
  /** MB that are taken of 40 by a reader that stops reading after the first piece, and does not leave. */
  async stalled(create, url) {
    let taken = 0;
    await create(`${url}/endless`).stream(async () => {
      await delay(1500);
      taken = Number(await (await fetch(`${url}/taken`)).text());
      return false;
    });
    return { taken: taken / 1e6 };
  },
};
