import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryBudget } from '../account/retry-budget.ts';
import type { ProviderErrorDetails, ProviderErrorKind } from '../contract/error-details.ts';
import { ProviderError, providerError, RateLimitError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { readAll, sampleRequest } from '../testing/samples.ts';
import { retry } from './retry.ts';
import type { RetryOptions } from './retry-options.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const fails = (kind: ProviderErrorKind, details: Partial<ProviderErrorDetails> = {}) =>
  providerError(kind, `It is ${kind}.`, { provider: 'fake', ...details });
const busy = fails('overloaded', { status: 503 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Outcome {
  readonly events: StreamEvent[];
  readonly error?: unknown;
  /** Requests that the provider received. */
  readonly requests: readonly GenerateRequest[];
  readonly notices: readonly Notice[];
  /** Duration of the call in seconds. */
  readonly elapsed: number;
}

/** Sends a request to a provider that returns the answers in order and repeats the last one. Skips all waits. */
async function ask(
  answers: readonly FakeAnswer[],
  options: RetryOptions = { jitter: false },
  fields: Partial<GenerateRequest> = {},
): Promise<Outcome> {
  const notices: Notice[] = [];
  const provider = fakeProvider({ answer: (_, attempt) => answers[attempt - 1] ?? (answers.at(-1) as FakeAnswer) });
  const request = sampleRequest({ notify: (notice) => void notices.push(notice), ...fields });
  const begin = Date.now();
  const reading = readAll(retry(options)(request, (asked) => provider.generate(asked))).then((outcome) => ({
    ...outcome,
    elapsed: Math.round((Date.now() - begin) / 100) / 10,
  }));
  await vi.runAllTimersAsync();
  return { ...(await reading), requests: provider.requests, notices };
}

const attemptsOf = ({ error, events }: Outcome) => {
  const finish = events.find((event) => event.type === 'finish');
  return (error instanceof ProviderError ? error.attempts : finish?.attempts) ?? [];
};

describe('retry', () => {
  it('sends one request if it succeeds, and lists one attempt', async () => {
    const outcome = await ask(['Hello there.']);
    expect(outcome.requests.length).toBe(1);
    expect(attemptsOf(outcome)).toEqual([
      { provider: 'fake', model: 'fake-1', startedAt: expect.any(Number), duration: 0, usage: fakeFinish().usage },
    ]);
    expect(outcome.notices).toEqual([]);
  });

  it.each([0, 1, 2, 5])('sends %i + 1 requests at most', async (maxRetries) => {
    const outcome = await ask([busy], { maxRetries, jitter: false });
    expect(outcome.requests.length).toBe(maxRetries + 1);
    expect(outcome.error).toMatchObject({ kind: 'overloaded', status: 503 });
    expect(attemptsOf(outcome).length).toBe(maxRetries + 1);
    expect(outcome.notices.length).toBe(maxRetries);
  });

  it('waits longer each time, up to a limit, and reports each wait', async () => {
    const options = { maxRetries: 5, baseDelay: 0.5, backoffFactor: 3, maxDelay: 10, jitter: false };
    const outcome = await ask([busy], options);
    const waits = [0.5, 1.5, 4.5, 10, 10];
    expect(attemptsOf(outcome).map(({ wait }) => wait)).toEqual([...waits, undefined]);
    expect(outcome.notices).toEqual(
      waits.map((delay, place) => ({ type: 'retry', attempt: place + 1, maxAttempts: 6, delay, error: busy })),
    );
    expect(outcome.elapsed).toBe(26.5);
  });

  it('waits a random part of at most 1, 2 and 4 seconds by default', async () => {
    const outcome = await ask([busy], {});
    const waits = attemptsOf(outcome).map(({ wait = 0 }) => wait);
    expect(waits.length).toBe(4);
    for (const [place, wait] of waits.entries()) expect(wait).toBeLessThanOrEqual(2 ** place);
    expect(new Set(waits.slice(0, 3)).size).toBe(3);
  });

  it('keeps every random wait within its range, and never under Retry-After', async () => {
    vi.useRealTimers();
    const asked = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(asked, fc.double({ min: 0, max: 0.999, noNaN: true }), async (retryAfter, random) => {
        vi.useFakeTimers();
        vi.spyOn(Math, 'random').mockReturnValue(random);
        const outcome = await ask([fails('rate_limit', { retryAfter }), 'Hi.'], { baseDelay: 8 });
        vi.restoreAllMocks();
        const wait = attemptsOf(outcome)[0]?.wait ?? Number.NaN;
        expect(wait).toBeGreaterThanOrEqual(retryAfter ?? 0);
        expect(wait).toBeLessThanOrEqual(Math.max(8, retryAfter ?? 0));
      }),
      { numRuns: 30 },
    );
  });

  it('waits as long as the provider requires', async () => {
    const outcome = await ask([fails('rate_limit', { status: 429, retryAfter: 17 }), 'Hi.']);
    expect(outcome.elapsed).toBe(17);
    expect(outcome.requests.length).toBe(2);
    expect(attemptsOf(outcome)[0]).toMatchObject({ error: 'rate_limit', status: 429, wait: 17 });
  });

  it('fails immediately if the provider requires more than the maximum delay, and reports the delay', async () => {
    const outcome = await ask([fails('rate_limit', { retryAfter: 61 })]);
    expect(outcome).toMatchObject({ elapsed: 0, error: { retryAfter: 61, attempts: [{ error: 'rate_limit' }] } });
    expect(outcome.error).toBeInstanceOf(RateLimitError);
    expect(String(outcome.error)).toBe(
      'RateLimitError: It is rate_limit. Retry in 61 s, which exceeds the option maxDelay (60 s).',
    );
    expect((outcome.error as Error).stack).toContain('Retry in 61 s');
    expect([outcome.requests.length, outcome.notices.length]).toEqual([1, 0]);
  });

  it.each<ProviderErrorKind>(['authentication', 'invalid_request', 'quota_exceeded', 'content_filter', 'not_found'])(
    'does not retry after %s',
    async (kind) => {
      const outcome = await ask([fails(kind, { status: 400 })]);
      expect([outcome.requests.length, outcome.elapsed]).toEqual([1, 0]);
      const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
      expect(outcome.error).toMatchObject({ kind, attempts: [{ error: kind, status: 400, usage }] });
    },
  );

  it('follows `retryable` of the error, not its kind', async () => {
    expect((await ask([fails('server', { retryable: false })])).requests.length).toBe(1);
    expect((await ask([fails('invalid_request', { retryable: true }), 'Hi.'])).requests.length).toBe(2);
  });

  it.each([true, false])('throws other errors unchanged and without a retry (stream: %s)', async (stream) => {
    const bug = new TypeError('a bug');
    const outcome = await ask([bug], { jitter: false }, { stream });
    expect(outcome.error).toBe(bug);
    expect([outcome.requests.length, outcome.elapsed]).toEqual([1, 0]);
    expect((await ask([busy, bug], { jitter: false }, { stream })).error).toBe(bug);
  });

  it('reports all attempts of a success after failures, in order', async () => {
    const outcome = await ask([fails('network'), fails('rate_limit', { status: 429, retryAfter: 2 }), 'Hi.']);
    expect(outcome.error).toBe(undefined);
    const attempts = attemptsOf(outcome);
    expect(attempts.map(({ error, status, wait }) => [error, status, wait])).toEqual([
      ['network', undefined, 1],
      ['rate_limit', 429, 2],
      [undefined, undefined, undefined],
    ]);
    const starts = attempts.map(({ startedAt }) => startedAt - (attempts[0]?.startedAt ?? 0));
    expect(starts.map((start) => Math.round(start / 100))).toEqual([0, 10, 30]);
  });

  it('omits the events of failed attempts from the answer', async () => {
    const outcome = await ask([[text('Half'), fails('interrupted')], 'Whole.']);
    expect(outcome.events).toEqual([text('Whole.'), expect.objectContaining({ type: 'finish' })]);
  });
});

describe('retry of a whole answer', () => {
  it('continues after a partial answer', async () => {
    const outcome = await ask([[text('Half'), fails('interrupted')], 'Whole.']);
    expect(outcome.requests.length).toBe(2);
  });

  it('yields no event before the answer is complete', async () => {
    const outcome = await ask([[text('Half'), fails('interrupted')]], { maxRetries: 0 });
    expect(outcome.events).toEqual([]);
    expect(attemptsOf(outcome).length).toBe(1);
  });

  it.each<[ProviderErrorKind, Partial<ProviderErrorDetails>]>([
    ['rate_limit', { status: 429 }],
    ['overloaded', { status: 503 }],
    ['network', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }],
    ['timeout', { phase: 'connect', cause: Object.assign(new Error('no'), { code: 'ERR_CONNECT_TIMEOUT' }) }],
  ])('counts no usage of a request that was not processed: %s %j', async (kind, details) => {
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
    expect(attemptsOf(await ask([fails(kind, details), 'Whole.']))[0]).toMatchObject({ error: kind, usage });
  });

  it.each<[ProviderErrorKind, Partial<ProviderErrorDetails>]>([
    ['server', { status: 500 }],
    ['network', { cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }) }],
    ['interrupted', {}],
    ['timeout', { phase: 'firstToken' }],
  ])('reports unknown usage for other failures: %s %j', async (kind, details) => {
    expect(attemptsOf(await ask([fails(kind, details), 'Whole.']))[0]?.usage).toBeUndefined();
  });

  it('records no attempt if no request was sent', async () => {
    const missing = fails('authentication', { sent: false });
    expect(await ask([missing])).toMatchObject({ error: { kind: 'authentication', attempts: [], sent: false } });
    const busyThenMissing = await ask([busy, missing]);
    expect(attemptsOf(busyThenMissing).map(({ error }) => error)).toEqual(['overloaded']);
    expect((await ask([fails('network', { sent: false })], { maxRetries: 2 })).requests.length).toBe(3);
  });

  it('does not report the partial usage of a cut stream', async () => {
    const usage = { inputTokens: 9, outputTokens: 1 };
    const partial = { text: 'Half', content: [], usage };
    const outcome = await ask([fails('interrupted', { partial }), 'Whole.']);
    expect(attemptsOf(outcome)[0]).toMatchObject({ error: 'interrupted', usage: undefined });
    const invalid = await ask([fails('invalid_answer', { partial })]);
    expect(attemptsOf(invalid)[0]).toMatchObject({ error: 'invalid_answer', usage });
  });
});

describe('retry with a retry budget', () => {
  it('stops with a warning if the budget is exhausted', async () => {
    const options = { budget: createRetryBudget({ burst: 4 }), jitter: false };
    const outcomes = [await ask([busy], options), await ask([busy], options), await ask([busy], options)];
    expect(outcomes.map(({ requests }) => requests.length)).toEqual([4, 2, 1]);
    expect(outcomes[2]?.notices).toEqual([
      { type: 'warning', message: expect.stringContaining('Not retried, because too many calls') },
    ]);
    expect(outcomes.map((outcome) => attemptsOf(outcome).at(-1)?.wait)).toEqual([undefined, undefined, undefined]);
  });

  it('does not use the budget for errors without a retry', async () => {
    const options = { budget: createRetryBudget({ burst: 1 }) };
    for (let call = 0; call < 5; call += 1) await ask([fails('invalid_request')], options);
    expect((await ask([busy], options)).requests.length).toBe(2);
  });

  it('can have different options for each call', async () => {
    let maxRetries = 0;
    const provider = fakeProvider({ answer: busy });
    const layer = retry(() => ({ maxRetries, jitter: false }));
    const reading = async () => {
      const read = readAll(layer(sampleRequest(), (request) => provider.generate(request)));
      await vi.runAllTimersAsync();
      await read;
      return provider.requests.length;
    };
    expect(await reading()).toBe(1);
    maxRetries = 2;
    expect(await reading()).toBe(4);
  });
});

describe('retry of a streamed answer', () => {
  const stream = { stream: true };

  it('continues until the first event', async () => {
    const outcome = await ask([busy, busy, 'Hi there.'], { jitter: false }, stream);
    expect([outcome.requests.length, outcome.events.length]).toEqual([3, 3]);
    expect(attemptsOf(outcome).length).toBe(3);
  });

  it('stops after it', async () => {
    const cut = fails('interrupted', { requestId: 'r1' });
    const outcome = await ask([busy, [text('Half'), cut]], { jitter: false }, stream);
    expect(outcome.events).toEqual([text('Half')]);
    expect(outcome.requests.length).toBe(2);
    const attempts = [{ error: 'overloaded', wait: 1 }, { error: 'interrupted' }];
    expect(outcome.error).toMatchObject({ kind: 'interrupted', requestId: 'r1', attempts });
    const bug = new Error('a bug');
    expect((await ask([[text('Half'), bug]], {}, stream)).error).toBe(bug);
  });

  it('closes the source when its reader leaves', async () => {
    const provider = fakeProvider({ answer: 'One two three' });
    for await (const _ of retry()(sampleRequest(stream), (request) => provider.generate(request))) break;
    expect(provider.abandoned).toBe(1);
  });
});

describe('retry and an abort', () => {
  const reason = new Error('stopped');

  it('ends a wait immediately, and leaves no timer', async () => {
    const controller = new AbortController();
    const provider = fakeProvider({ answer: busy });
    const request = sampleRequest({ signal: controller.signal });
    const reading = readAll(retry({ baseDelay: 60, jitter: false })(request, (asked) => provider.generate(asked)));
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort(reason);
    expect((await reading).error).toBe(reason);
    expect(provider.requests.length).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends no request if the signal is already aborted', async () => {
    const outcome = await ask(['Hi.'], {}, { signal: AbortSignal.abort(reason) });
    expect([outcome.error, outcome.requests.length]).toEqual([reason, 0]);
  });

  it("gives the signal's reason, whatever the provider makes of it", async () => {
    const controller = new AbortController();
    const provider = fakeProvider({
      answer: () => {
        controller.abort(reason);
        return busy;
      },
    });
    const request = sampleRequest({ signal: controller.signal });
    const { error } = await readAll(retry()(request, (asked) => provider.generate(asked)));
    expect(error).toBe(reason);
    expect(provider.requests.length).toBe(1);
  });
});
