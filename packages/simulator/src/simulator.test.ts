import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from './index.ts';

const body = (fields: object = {}): string =>
  JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello there' }], ...fields });

const headers = { authorization: 'Bearer test-key', 'content-type': 'application/json' };

const post = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: body(), ...init });

const isReachable = (simulator: Simulator): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() && true));
    socket.once('error', () => resolve(false));
  });

describe('a simulator', () => {
  it('answers under /v1, without a version, and under the name of a service', async () => {
    await using simulator = await createSimulator();
    const bases = [`${simulator.url}/v1`, simulator.url, simulator.baseURL('openai')];
    for (const base of bases) expect((await post(`${base}/chat/completions`)).status).toBe(200);
    expect(simulator.requests.map((request) => request.service)).toEqual(['openai', 'openai', 'openai']);
  });

  it('answers an unknown path, method or body like the service', async () => {
    await using simulator = await createSimulator();
    expect((await post(`${simulator.url}/v1/nothing`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/v1/chat/completions`, { headers })).status).toBe(404);
    expect((await post(`${simulator.url}/v1/chat/completions`, { body: '{"model":' })).status).toBe(400);
    expect((await post(`${simulator.url}//`)).status).toBe(404);
  });

  it('logs requests and their outcomes', async () => {
    await using simulator = await createSimulator();
    await (await post(`${simulator.url}/v1/chat/completions?a=b`)).text();
    const [request] = simulator.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions?a=b',
      headers: { authorization: 'Bearer test-key' },
      body: JSON.parse(body()),
      status: 200,
      pieces: 1,
      usage: { inputTokens: 6 },
    });
    expect(await request?.closed).toBe('finished');
  });

  it('logs when the client leaves, with the number of written chunks', async () => {
    await using simulator = await createSimulator({ pace: 60 });
    const leaving = new AbortController();
    const response = await post(`${simulator.url}/v1/chat/completions`, {
      body: body({ stream: true }),
      signal: leaving.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    expect(await simulator.requests[0]?.closed).toBe('client');
    expect(simulator.requests[0]?.pieces).toBe(1);
  });

  it('aborts running exchanges when it is closed, and frees the port', async () => {
    const simulator = await createSimulator({ firstTokenDelay: 60 });
    const pending = post(`${simulator.url}/v1/chat/completions`).catch((error: unknown) => error);
    const stream = await post(`${simulator.url}/v1/chat/completions`, { body: body({ stream: true }) });
    expect(await isReachable(simulator)).toBe(true);
    await simulator.close();
    await simulator.close();
    expect(await pending).toBeInstanceOf(Error);
    await expect(stream.text()).rejects.toThrow();
    expect(await simulator.requests[0]?.closed).toBe('simulator');
    expect(await isReachable(simulator)).toBe(false);
  });

  it('delays a plain answer by the duration of its chunks', async () => {
    await using simulator = await createSimulator({ firstTokenDelay: 0.05, pace: 0.001 });
    const before = performance.now();
    await (await post(`${simulator.url}/v1/chat/completions`)).text();
    const pieces = simulator.requests[0]?.usage?.outputTokens ?? 0;
    // Timers may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(50 + pieces - 5);
  });

  it('rejects a port that is in use', async () => {
    await using simulator = await createSimulator();
    const port = Number(new URL(simulator.url).port);
    await expect(createSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
