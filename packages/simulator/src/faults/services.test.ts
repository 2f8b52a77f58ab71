import { describe, expect, it } from 'vitest';
import { createSimulator, type ServiceName, type Simulator } from '../index.ts';

const headers = {
  authorization: 'Bearer test-key',
  'x-goog-api-key': 'test-key',
  'anthropic-version': '2023-06-01',
  'content-type': 'application/json',
};

function ask(simulator: Simulator, service: ServiceName, stream: boolean): Promise<Response> {
  const content = 'Say something about ferries.';
  const [path, body] =
    service === 'gemini'
      ? [
          `models/gemini-2.0-flash:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
          { contents: [{ parts: [{ text: content }] }] },
        ]
      : [
          service === 'anthropic' ? 'messages' : 'chat/completions',
          { model: 'a-model', max_tokens: 1000, stream, messages: [{ role: 'user', content }] },
        ];
  return fetch(`${simulator.baseURL(service)}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

const kinds = ['400', '401', '403', '404', '429', 'quota', 'filter', '500', '503'];

// Statuses of each service by kind of failure.
const statuses: Readonly<Record<ServiceName, readonly number[]>> = {
  openai: [400, 401, 403, 404, 429, 429, 400, 500, 503],
  gemini: [400, 400, 403, 404, 429, 429, 400, 500, 503],
  aliyun: [400, 401, 403, 404, 429, 400, 400, 500, 503],
  xai: [400, 400, 403, 404, 429, 429, 403, 500, 503],
  siliconflow: [400, 401, 403, 400, 429, 403, 451, 500, 503],
  anthropic: [400, 401, 403, 404, 429, 400, 400, 500, 503],
};

describe.each(Object.keys(statuses) as ServiceName[])('faults of %s', (service) => {
  it('have the status of the service', async () => {
    await using simulator = await createSimulator({ faults: kinds });
    const found: number[] = [];
    for (const _ of kinds) found.push((await ask(simulator, service, false)).status);
    expect(found).toEqual(statuses[service]);
  });

  it('break streams after the given number of chunks', async () => {
    await using simulator = await createSimulator({ faults: ['cut@3', 'end@3', 'error-in-stream@3'] });
    await expect(ask(simulator, service, true).then((response) => response.text())).rejects.toThrow();
    await (await ask(simulator, service, true)).text();
    expect(await (await ask(simulator, service, true)).text()).toMatch(/error/i);
    expect(simulator.requests.map((request) => request.pieces)).toEqual([3, 3, 3]);
  });

  it('break plain answers in the middle', async () => {
    await using simulator = await createSimulator({ faults: ['cut', 'truncated', 'end', 'garbage'] });
    for (const _ of ['cut', 'truncated', 'end', 'garbage']) {
      const answer = ask(simulator, service, false).then((response) => response.json());
      await expect(answer).rejects.toThrow();
    }
  });

  it('send the retry delay in the form of the service', async () => {
    await using simulator = await createSimulator({ faults: ['429@7'] });
    const response = await ask(simulator, service, true);
    const told = service === 'gemini' ? await response.text() : response.headers.get('retry-after');
    expect(told).toContain('7');
  });
});
