import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { LLMClient } from '@rephysco/core';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { type Healthy, textOf } from './fault-judge.ts';
import type { Leaving, Outcome } from './fault-outcome.ts';
import type { Cell } from './fault-scripts.ts';
import type { Column } from './scorecard-columns.ts';

const question = { prompt: 'Say something about ferries, in 60 words.', seed: 7 };

/** Returns the service's answer without a fault, and its message for an internal failure. */
export async function healthyAnswer(column: Column): Promise<Healthy> {
  await using simulator = await createSimulator();
  await using client = connect(column, simulator, 'healthy');
  const text = textOf(await client.generate(question));
  simulator.fail('500x*');
  const error: unknown = await client.generate(question).catch((thrown: unknown) => thrown);
  return { text, failure: String(error).replace(/^.* answered 500: /, '') };
}

function connect({ service, api, name }: Column, simulator: Simulator, about: string): LLMClient {
  return new LLMClient({
    provider: service,
    ...(api && { api }),
    // Each call has its own key, so that limits learned in one call do not affect another.
    apiKey: `made-up-${name}-${about}`.replaceAll(' ', '-'),
    baseURL: simulator.baseURL(service),
    maxRetries: 2,
    baseDelay: 0.02,
  });
}

/** Runs a script against a simulated service over real sockets. */
export async function runFault(cell: Cell): Promise<Outcome> {
  const { script, column, mode, right } = cell;
  await using simulator = await createSimulator();
  await using client = connect(column, simulator, `${script.name}-${mode}`);
  if (script.warm) await client.generate(question);
  const before = simulator.requests.length;
  if (script.order) simulator.fail(script.order);
  const started = process.cpuUsage();
  const call = await ask(client, simulator, cell);
  const { user, system } = process.cpuUsage(started);
  const requests = simulator.requests.slice(before);
  const closed =
    right.closes && (await Promise.race([requests.at(-1)?.closed, delay(2000, undefined, { ref: false })]));
  return { ...call, requests, closed, cpu: (user + system) / 1e6 };
}

type Call = Pick<Outcome, 'result' | 'error' | 'delivered' | 'leaving'>;

async function ask(client: LLMClient, simulator: Simulator, { script, mode, right }: Cell): Promise<Call> {
  const leaving = createLeaving();
  if (script.caller === 'aborts before') leaving.abort();
  const options = {
    ...question,
    signal: leaving.signal,
    notify: () => script.caller === 'aborts the wait' && leaving.abort(),
    ...(right.timeout && { timeout: right.timeout }),
  };
  let delivered = '';
  try {
    if (mode === 'plain') {
      const answer = client.generate(options);
      if (script.caller === 'aborts the reading') void underWay(simulator).then(leaving.abort);
      return { result: await answer, delivered, leaving };
    }
    const stream = await client.generate({ ...options, stream: true });
    for await (const event of stream.events()) {
      if (event.type === 'text' || event.type === 'reasoning') delivered += event.text;
      if (script.caller === 'leaves') return { delivered, leaving };
      if (script.caller === 'aborts the reading') leaving.abort();
    }
    return { result: await stream.result, delivered, leaving };
  } catch (error) {
    return { error, delivered, leaving };
  } finally {
    leaving.over();
  }
}

function createLeaving(): Leaving {
  const controller = new AbortController();
  const reason = new Error('The caller has changed its mind.');
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  return {
    signal: controller.signal,
    reason,
    get late() {
      return late;
    },
    abort() {
      timer ??= setTimeout(() => {
        late = true;
      }, 100);
      controller.abort(reason);
    },
    over: () => clearTimeout(timer),
  };
}

async function underWay({ requests }: Simulator): Promise<void> {
  while (requests.at(-1)?.status === undefined) await turn();
}
