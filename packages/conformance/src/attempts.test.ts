import {
  type GenerateOptions,
  type GenerateResult,
  LLMClient,
  type LLMClientOptions,
  type Notice,
  ProviderError,
  type TextStream,
} from '@rephysco/core';
import type { RateLimit } from '@rephysco/core/provider';
import { openai } from '@rephysco/openai';
import { createSimulator, type FaultOrder, type Simulator } from '@rephysco/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { providers } from './providers.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator();
});
afterAll(() => simulator.close());
afterEach(() => void vi.unstubAllEnvs());

let ordinal = 0;
describe.each(providers)('$service', ({ definition, service }) => {
  /** Creates a client with its own key, so that no client uses the rate limits that another test learned. */
  function clientOf(options: Partial<LLMClientOptions> = {}): LLMClient {
    ordinal += 1;
    const provider = definition.create({ apiKey: `made-up-${ordinal}`, baseURL: simulator.baseURL(service) });
    return new LLMClient({ provider, baseDelay: 0.001, ...options });
  }

  /** Sends one call with a fault and returns the requests that reached the service. */
  async function askUnder(order: FaultOrder, options: Partial<LLMClientOptions> = {}, call: GenerateOptions = {}) {
    const before = simulator.requests.length;
    const notices: Notice[] = [];
    await using client = clientOf({ notify: (notice) => void notices.push(notice), ...options });
    simulator.fail(order);
    const asked = client.generate({ prompt: 'Say something about ferries.', ...call });
    const outcome = await asked.then(resultOf).catch((error: unknown) => error);
    const requests = simulator.requests.length - before;
    return { outcome, requests, notices };
  }
  const resultOf = (answer: GenerateResult | TextStream) => ('result' in answer ? answer.result : answer);

  it.each([0, 1, 3].flatMap((maxRetries) => [false, true].map((stream) => ({ maxRetries, stream }))))(
    'sends $maxRetries + 1 requests at most (stream: $stream)',
    async ({ maxRetries, stream }) => {
      const order = `503x${maxRetries + 1}`;
      const { outcome, requests, notices } = await askUnder(order, { maxRetries }, { stream });
      expect(outcome).toMatchObject({ kind: 'overloaded', status: 503 });
      expect(requests).toBe(maxRetries + 1);
      expect(notices.filter(({ type }) => type === 'retry').length).toBe(maxRetries);
      const { attempts } = outcome as ProviderError;
      expect(attempts.length).toBe(maxRetries + 1);
      for (const [place, attempt] of attempts.entries()) {
        expect(attempt).toMatchObject({
          provider: service,
          error: 'overloaded',
          status: 503,
          usage: { inputTokens: 0 },
        });
        expect(attempt.startedAt).toBeGreaterThan(0);
        expect(attempt.duration).toBeGreaterThanOrEqual(0);
        expect(typeof attempt.wait).toBe(place < maxRetries ? 'number' : 'undefined');
      }
    },
  );

  it.each(['429@0.02', '429-ms@0.02', '429-body@0.02'])(
    'waits as long as %s requires, and then succeeds',
    async (order) => {
      // A header in seconds is rounded up to 1 s, which would be too slow here. Gemini sends the delay in the body.
      if (order === '429@0.02' && service !== 'gemini') return;
      const { outcome, requests } = await askUnder(order, { baseDelay: 0 });
      expect(requests).toBe(2);
      const [refused, answered] = (outcome as GenerateResult).attempts;
      if (refused?.wait !== 0) expect(refused?.wait).toBeGreaterThanOrEqual(0.02);
      expect(answered).toMatchObject({ usage: (outcome as GenerateResult).usage });
    },
  );

  it.each(['429@30', '429-ms@30', '429-date@30', '429-body@30'])('waits for %s until it is aborted', async (order) => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const waits: number[] = [];
    const notify = (notice: Notice): void => {
      if (notice.type !== 'retry') return;
      waits.push(notice.delay);
      setImmediate(() => controller.abort(reason));
    };
    const { outcome, requests } = await askUnder(order, { notify, baseDelay: 0 }, { signal: controller.signal });
    // Some services never send the delay in the body.
    if (order === '429-body@30' && waits[0] === 0) return;
    expect(outcome).toBe(reason);
    expect(requests).toBe(1);
    expect(waits[0]).toBeGreaterThan(28);
    expect(waits[0]).toBeLessThanOrEqual(31);
  });

  it.each(['429@120', '429-ms@120', '429-date@120'])('fails at once for %s, with the retry delay', async (order) => {
    const { outcome, requests } = await askUnder(order);
    expect(requests).toBe(1);
    expect(outcome).toMatchObject({ kind: 'rate_limit', status: 429, attempts: [{ error: 'rate_limit' }] });
    expect(Math.round((outcome as ProviderError).retryAfter ?? 0)).toBeOneOf([119, 120, 121]);
    expect(String(outcome)).toMatch(/Retry in 1[12]\d s, which exceeds the option maxDelay \(60 s\)\./);
  });

  it('never retries an exceeded quota', async () => {
    const { outcome, requests } = await askUnder('quota', { maxRetries: 5 });
    expect(requests).toBe(1);
    expect(outcome).toMatchObject({
      kind: 'quota_exceeded',
      retryable: false,
      attempts: [{ error: 'quota_exceeded' }],
    });
  });

  it('records no attempt if the key is missing', async () => {
    for (const name of definition.envKeys ?? []) vi.stubEnv(name, '');
    const before = simulator.requests.length;
    const provider = definition.create({ baseURL: simulator.baseURL(service) });
    const error = await new LLMClient({ provider }).generate('Hi').catch((error: unknown) => error);
    expect(error).toMatchObject({ kind: 'authentication', attempts: [], sent: false });
    expect(simulator.requests.length).toBe(before);
  });

  it('adds 10 % to the load of an outage', async () => {
    await using down = await createSimulator({ faults: ['503x*'] });
    const provider = definition.create({ apiKey: 'made-up', baseURL: down.baseURL(service) });
    await using client = new LLMClient({ provider, baseDelay: 0 });
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, () => client.generate('Hi').catch((error: unknown) => error)),
    );
    expect(outcomes.every((error) => error instanceof ProviderError)).toBe(true);
    // The limiter forgets calls gradually, so the count may be one lower.
    expect(down.requests.length).toBeLessThanOrEqual(330);
    expect(down.requests.length).toBeGreaterThan(320);
  });
});

describe('openai', () => {
  it.each(['chat', 'responses'])('reports the limits of the headers (%s)', async (api) => {
    const seen: RateLimit[] = [];
    const provider = openai.create({ apiKey: 'made-up', baseURL: simulator.baseURL('openai'), api });
    const asked = provider.generate({
      provider: 'openai',
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      onRateLimit: (each) => void seen.push(each),
    });
    for await (const _ of asked);
    const requests = { limit: 5000, remaining: 4999, reset: 0.012 };
    expect(seen).toEqual([{ requests, tokens: { limit: 800000, remaining: 799988, reset: 0 } }]);
  });
});
