import { setTimeout as delay } from 'node:timers/promises';
import type { Contestant, CreateContestant } from './contestant.ts';

/** Measures one contestant once, with the service at a URL. */
export type Measure = (create: CreateContestant, url: string) => Promise<Readonly<Record<string, number>>>;

/** Returns the CPU microseconds of this process per repetition, including garbage collection and compilation. */
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

/** Contestants of this process. They are reused so that connections stay open. */
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

/** Names of the measures. */
export type MeasureName = 'request' | 'burst' | 'paced' | 'firstText' | 'memory' | 'stalled' | 'clients';

/** Measures of a contestant's process, by name. */
export const measures: Readonly<Record<MeasureName, Measure>> = {
  /** CPU of a plain request, with 64 concurrent requests. */
  async request(create, url) {
    const contestant = contestantAt(create, `${url}/plain`);
    if ((await contestant.ask()) !== 'Hello there, how are you?') throw new Error('another answer came');
    return { cpu: await cpuOf(640, () => atOnce(64, 640, contestant.ask)) };
  },
  /** CPU per chunk of a stream that arrives as fast as possible. */
  async burst(create, url) {
    const contestant = contestantAt(create, `${url}/burst`);
    return { cpu: await cpuOf(4 * 2000, () => atOnce(1, 4, () => piecesOf(contestant, 2000))) };
  },
  /** CPU per chunk of a stream that arrives one chunk per packet. */
  async paced(create, url) {
    const contestant = contestantAt(create, `${url}/paced`);
    return { cpu: await cpuOf(8 * 400, () => atOnce(1, 8, () => piecesOf(contestant, 400))) };
  },
  /** Microseconds from the call to the first text of a service with a latency of 50 ms: the median of a few calls. */
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
  /** MB that a stream of 20,000 chunks uses in addition to its text, during and after the stream. */
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
  /** MB that the client reads, of 40 MB, for a reader that stops after the first chunk without leaving the stream. */
  async stalled(create, url) {
    let taken = 0;
    await create(`${url}/endless`).stream(async () => {
      await delay(1500);
      taken = Number(await (await fetch(`${url}/taken`)).text());
      return false;
    });
    return { taken: taken / 1e6 };
  },
  /** KB that a client holds after one call: the average of 300 clients. */
  async clients(create, url) {
    const count = 300;
    // The first call loads code, which the clients share.
    await create(`${url}/plain`).ask();
    const before = await heap();
    const clients: Contestant[] = [];
    for (let made = 0; made < count; made += 1) {
      const client = create(`${url}/plain`);
      await client.ask();
      clients.push(client);
    }
    const held = (await heap()) - before;
    if (clients.length !== count) throw new Error('a client is missing');
    return { held: held / 1000 / count };
  },
};
