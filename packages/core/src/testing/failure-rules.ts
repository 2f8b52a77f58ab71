import { AuthenticationError, RateLimitError } from '../contract/errors.ts';
import { createAnswer } from '../stream/answer.ts';
import { asProviderError, failure } from './ask.ts';
import type { ProviderRule, ServiceFault } from './service.ts';

/** Returns a check that a failure within a stream throws a typed error with the partial answer, and no `finish`. */
const interrupts = (fault: ServiceFault, kinds: readonly string[]): ProviderRule['check'] =>
  async function interrupts(connect, expect) {
    await using service = await connect();
    service.fail(fault);
    const [error, events] = await failure(service.provider, { stream: true });
    const { kind, partial } = asProviderError(error);
    expect(kinds.includes(kind)).toBe(true);
    const answer = createAnswer();
    for (const event of events) answer.add(event);
    expect(answer.result()).toBe(undefined);
    expect(partial?.text).toBe(answer.partial().text);
    expect((partial?.text ?? '').length).toBeGreaterThan(0);
  };

/** Rules about the errors of a provider. */
export const failureRules: readonly ProviderRule[] = [
  { name: 'reports a cut stream as interrupted', check: interrupts('cut', ['interrupted']) },
  { name: 'reports a stream that ends too early as interrupted', check: interrupts('early-end', ['interrupted']) },
  {
    name: 'reports an error inside a stream',
    check: interrupts('error-in-stream', ['server', 'overloaded', 'rate_limit', 'invalid_request', 'interrupted']),
  },
  {
    name: 'reports a web page as a failure of the service',
    async check(connect, expect) {
      await using service = await connect();
      for (const stream of [false, true]) {
        service.fail('web-page');
        const [error] = await failure(service.provider, { stream });
        expect(asProviderError(error).kind).toBe('server');
      }
    },
  },
  {
    name: 'sends one request, and reports how long a rate limit lasts',
    needs: 'limits',
    async check(connect, expect) {
      await using service = await connect();
      service.fail('rate-limit');
      const [error] = await failure(service.provider);
      const { retryable, retryAfter, status, provider } = asProviderError(error);
      expect(error instanceof RateLimitError).toBe(true);
      expect([retryable, retryAfter, status, provider]).toEqual([true, 7, 429, service.provider.name]);
      expect(service.requests().length).toBe(1);
    },
  },
  {
    name: 'sends one request when the service fails, and reports a retryable error',
    async check(connect, expect) {
      await using service = await connect();
      service.fail('server-error');
      const [error] = await failure(service.provider);
      const { kind, retryable } = asProviderError(error);
      expect([kind, retryable, service.requests().length]).toEqual(['server', true, 1]);
    },
  },
  {
    name: 'rejects a missing key before it sends a request',
    async check(connect, expect) {
      await using service = await connect({ key: 'missing' });
      const [error] = await failure(service.provider);
      expect(error instanceof AuthenticationError).toBe(true);
      expect(service.requests().length).toBe(0);
    },
  },
  {
    name: 'reports a rejected key without revealing it',
    async check(connect, expect) {
      await using service = await connect({ key: 'wrong' });
      const [error] = await failure(service.provider);
      expect(error instanceof AuthenticationError).toBe(true);
      expect(asProviderError(error).retryable).toBe(false);
      expect(String(error)).not.toContain('wrong-key');
    },
  },
];
