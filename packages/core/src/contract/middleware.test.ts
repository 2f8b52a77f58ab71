import { describe, expect, it } from 'vitest';
import { collect } from '../stream/answer.ts';
import { fakeProvider } from '../testing/index.ts';
import { sampleRequest, scriptedSource } from '../testing/samples.ts';
import { compose, type Middleware } from './middleware.ts';

describe('compose', () => {
  const log: string[] = [];
  const layer = (name: string): Middleware =>
    async function* (request, next) {
      log.push(`${name} in`);
      yield* next({ ...request, seed: (request.seed ?? 0) + 1 });
      log.push(`${name} out`);
    };

  it('puts the first layer outermost, so that each layer receives the changes of the one before', async () => {
    const provider = fakeProvider();
    await collect(compose([layer('one'), layer('two')], (request) => provider.generate(request))(sampleRequest()));
    expect(log).toEqual(['one in', 'two in', 'two out', 'one out']);
    expect(provider.requests[0]?.seed).toBe(2);
  });

  it('returns the handler itself without layers', () => {
    const handler = () => scriptedSource([]);
    expect(compose([], handler)).toBe(handler);
  });

  it('allows a layer to send a request twice or not at all', async () => {
    const provider = fakeProvider({ answer: (_, attempt) => `Answer ${attempt}.` });
    const twice: Middleware = async function* (request, next) {
      await collect(next(request));
      yield* next(request);
    };
    const silent: Middleware = () => fakeProvider({ answer: 'No need.' }).generate(sampleRequest());
    const handler = (request: Parameters<typeof provider.generate>[0]) => provider.generate(request);
    expect((await collect(compose([twice], handler)(sampleRequest()))).text).toBe('Answer 2.');
    expect((await collect(compose([silent, twice], handler)(sampleRequest()))).text).toBe('No need.');
    expect(provider.requests.length).toBe(2);
  });
});
