import { connect } from 'node:net';
import OpenAI from 'openai';
import { describe, expect, it, vi } from 'vitest';
import { createSimulator, type FaultName, faults, type Simulator } from '../index.ts';

const ask = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Say something about ferries.' }] };

interface Outcome {
  readonly text: string;
  readonly finish?: string | undefined;
  readonly error?: unknown;
}

const clientOf = (simulator: Simulator): OpenAI =>
  new OpenAI({ baseURL: `${simulator.url}/v1`, apiKey: 'test-key', maxRetries: 0, logLevel: 'off' });

async function streamed(client: OpenAI, signal?: AbortSignal): Promise<Outcome> {
  let text = '';
  let finish: string | undefined;
  try {
    const stream = await client.chat.completions.create({ ...ask, stream: true }, signal ? { signal } : {});
    for await (const chunk of stream) {
      text += chunk.choices?.[0]?.delta.content ?? '';
      finish = chunk.choices?.[0]?.finish_reason ?? finish;
    }
    return { text, finish };
  } catch (error) {
    return { text, finish, error };
  }
}

async function plain(client: OpenAI): Promise<Outcome> {
  try {
    const answer = await client.chat.completions.create(ask);
    return { text: answer.choices[0]?.message.content ?? '', finish: answer.choices[0]?.finish_reason };
  } catch (error) {
    return { text: '', error };
  }
}

const namesOf = (effect: string): readonly FaultName[] =>
  (Object.keys(faults) as FaultName[]).filter((name) => faults[name].effect === effect);

const statuses = {
  '400': 400,
  '401': 401,
  '403': 403,
  '404': 404,
  '429': 429,
  '429-date': 429,
  '429-ms': 429,
  '429-body': 429,
  '429-bare': 429,
  quota: 429,
  filter: 400,
  '500': 500,
  '503': 503,
  '529': 529,
};

describe('ordered faults', () => {
  it.each(Object.entries(statuses))('%s answers with status %i, once', async (order, status) => {
    await using simulator = await createSimulator({ faults: [order] });
    const client = clientOf(simulator);
    expect((await plain(client)).error).toMatchObject({ status });
    expect((await streamed(client)).finish).toBe('stop');
    expect(simulator.requests.map((request) => request.fault)).toEqual([order, undefined]);
    expect(simulator.requests.map((request) => request.usage === undefined)).toEqual([true, false]);
  });

  it.each(namesOf('break'))('%s breaks a stream after the given number of chunks', async (name) => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const { text: whole } = await plain(client);
    simulator.fail(`${name}@3`);
    const outcome = await streamed(client);
    if (name === 'end') expect(outcome.error).toBeUndefined();
    else expect(outcome.error).toBeInstanceOf(Error);
    expect(outcome.finish).toBeUndefined();
    expect(whole.startsWith(outcome.text)).toBe(true);
    expect(outcome.text).not.toBe('');
  });

  it.each([...namesOf('break'), ...namesOf('network'), 'html', 'empty', 'error-object'])(
    '%s prevents a complete plain answer',
    async (name) => {
      await using simulator = await createSimulator({ faults: [name] });
      expect(await plain(clientOf(simulator))).toMatchObject({ text: '' });
    },
  );

  it.each(namesOf('none'))('%s is valid, and is read like any other stream', async (name) => {
    await using simulator = await createSimulator();
    const client = clientOf(simulator);
    const { text: whole } = await plain(client);
    simulator.fail(name);
    expect(await streamed(client)).toEqual({ text: whole, finish: 'stop' });
  });

  it.each([
    ['stall', 200, 5],
    ['keep-alive', 200, 5],
    ['stall-body', 200, 0],
    ['slow-headers', undefined, 0],
  ] as const)('%s is silent until the client leaves, and the log contains this', async (name, status, pieces) => {
    await using simulator = await createSimulator({ faults: [name] });
    const leaving = new AbortController();
    const reading = streamed(clientOf(simulator), leaving.signal);
    await vi.waitFor(() => expect(simulator.requests[0]).toMatchObject({ status, pieces }), { interval: 5 });
    leaving.abort();
    expect((await reading).finish).toBeUndefined();
    expect(await simulator.requests[0]?.closed).toBe('client');
    expect(simulator.requests[0]?.pieces).toBe(pieces);
  });

  it('sends the retry delay in each form', async () => {
    await using simulator = await createSimulator({ faults: ['429@7', '429-ms@0.05', '429-date@60', '429-body@7'] });
    const ask = async (): Promise<Headers> => (await fetch(`${simulator.url}/v1/models`)).headers;
    expect((await ask()).get('retry-after')).toBe('7');
    expect((await ask()).get('retry-after-ms')).toBe('50');
    const wait = Date.parse((await ask()).get('retry-after') ?? '') - Date.now();
    expect(wait).toBeGreaterThan(59_000);
    expect(wait).toBeLessThanOrEqual(61_000);
    const bare = await ask();
    expect([bare.get('retry-after'), bare.get('retry-after-ms')]).toEqual([null, null]);
    simulator.fail('429-body@7,429-bare');
    const bodies = [
      await (await fetch(`${simulator.url}/v1/models`)).text(),
      await (await fetch(`${simulator.url}/v1/models`)).text(),
    ];
    expect(bodies.map((body) => body.includes('in 7s'))).toEqual([true, false]);
  });

  it('applies orders in sequence, and only for their path', async () => {
    await using simulator = await createSimulator();
    simulator.fail('503', { path: 'embeddings', times: 2 });
    simulator.fail('429x2,500');
    const headers = { authorization: 'Bearer test-key', 'content-type': 'application/json' };
    const post = async (path: string): Promise<number> => {
      const body = JSON.stringify({ ...ask, input: 'x' });
      return (await fetch(`${simulator.url}/v1/${path}`, { method: 'POST', headers, body })).status;
    };
    const statuses: number[] = [];
    for (const path of [
      'chat/completions',
      'embeddings',
      'chat/completions',
      'embeddings',
      'chat/completions',
      'embeddings',
    ])
      statuses.push(await post(path));
    expect(statuses).toEqual([429, 503, 429, 503, 500, 200]);
  });

  it('reads an order from a header, for the attempts of one request', async () => {
    await using simulator = await createSimulator();
    const headers = { 'x-simulate': '429x2' };
    const client = new OpenAI({ baseURL: simulator.url, apiKey: 'test-key', maxRetries: 0, defaultHeaders: headers });
    const outcomes = [await plain(client), await plain(client), await plain(client), await plain(client)];
    expect(outcomes.map((outcome) => outcome.error === undefined)).toEqual([false, false, true, false]);
  });

  it('rejects unknown orders, and lists the known ones', async () => {
    await expect(createSimulator({ faults: ['429x2', 'nonsense'] })).rejects.toThrow(/'nonsense'.*429.*stall/);
    await using simulator = await createSimulator();
    const headers = { 'x-simulate': 'nonsense' };
    const client = new OpenAI({ baseURL: simulator.url, apiKey: 'test-key', maxRetries: 0, defaultHeaders: headers });
    expect((await plain(client)).error).toMatchObject({ status: 400, param: 'x-simulate' });
  });

  it('charges every answer, even if a fault cut it, and no rejected request', async () => {
    const orders = ['refused', '429', 'html', 'cut@1'];
    await using simulator = await createSimulator({ faults: orders });
    for (const _ of orders) await streamed(clientOf(simulator));
    const charged = simulator.requests.map(({ fault, usage }) => [fault, usage !== undefined]);
    expect(Object.fromEntries(charged)).toEqual({ refused: false, '429': false, html: false, cut: true });
  });

  it('resets a refused connection before the first byte', async () => {
    await using simulator = await createSimulator({ faults: ['refused'] });
    const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
    socket.write('GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n');
    const code = await new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.once('data', () => resolve('data'));
    });
    expect(code).toBe('ECONNRESET');
  });
});
