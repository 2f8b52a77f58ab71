import { describe, expect, it } from 'vitest';
import { ProviderError, providerError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import { messageText } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import { memoryService } from './memory-service.ts';
import { checkRule, providerContract, providerRules } from './provider-contract.ts';
import { readAll, thrown } from './samples.ts';
import type { Connect, ServiceRequest } from './service.ts';

type Generate = Provider['generate'];

/** Returns a service in memory whose provider has a replaced `generate`. */
const answering =
  (broken: (generate: Generate) => Generate): Connect =>
  async (options) => {
    const { provider, ...service } = await memoryService(options);
    return { ...service, provider: { ...provider, generate: broken((request) => provider.generate(request)) } };
  };

/** Returns a service whose provider changes each event. */
const telling = (change: (event: StreamEvent) => StreamEvent | readonly StreamEvent[]): Connect =>
  answering(
    (generate) =>
      async function* (request) {
        for await (const event of generate(request)) yield* [change(event)].flat();
      },
  );

/** Returns a service whose provider changes each error. */
const failingWith = (change: (error: unknown) => unknown): Connect =>
  answering(
    (generate) =>
      async function* (request) {
        try {
          yield* generate(request);
        } catch (error) {
          throw change(error);
        }
      },
  );

const asking = (change: (request: GenerateRequest) => GenerateRequest): Connect =>
  answering((generate) => (request) => generate(change(request)));

/** Service whose provider ends a broken stream with `finish`, like a complete answer. */
const finishingAnyway = answering(
  (generate) =>
    async function* (request) {
      try {
        yield* generate(request);
      } catch {
        const usage = { inputTokens: 1, outputTokens: 1 };
        yield { type: 'finish', finishReason: 'stop', model: request.model, provider: 'memory', usage };
      }
    },
);

/** Service whose provider retries a failed request. */
const insisting = answering(
  (generate) =>
    async function* (request) {
      try {
        yield* generate(request);
      } catch {
        yield* generate(request);
      }
    },
);

/** Service whose provider buffers the complete answer before it yields the first event. */
const hoarding = answering(
  (generate) =>
    async function* (request) {
      const { events } = await readAll(generate(request));
      yield* events;
    },
);

const joined = answering(
  (generate) =>
    async function* (request) {
      const { events } = await readAll(generate(request));
      const texts = events.map((event) => (event.type === 'text' ? event.text : ''));
      yield { type: 'text', text: texts.join('') };
      yield* events.filter(({ type }) => type !== 'text');
    },
);

const doubled = ({ inputTokens = 0, outputTokens = 0 }: Usage): Usage => ({
  inputTokens: inputTokens * 2,
  outputTokens: outputTokens * 2,
  totalTokens: (inputTokens + outputTokens) * 2,
});

const listening = asking((request) => {
  request.signal?.addEventListener('abort', () => {});
  return request;
});

const knowing: Connect = async (options) => {
  const service = await memoryService(options);
  const model: Provider['model'] = (id) => ({ id, input: ['text'] });
  return { ...service, provider: { ...service.provider, model } };
};

/** Services whose providers break a rule, by the name of the rule. */
const broken: Readonly<Record<string, readonly Connect[]>> = {
  'answers with text, model, provider, usage and one finish at the end': [
    telling((event) => (event.type === 'finish' ? [event, event] : event)),
    telling((event) => (event.type === 'finish' ? [event, { type: 'text', text: '.' }] : event)),
    telling((event) => (event.type === 'finish' ? { ...event, usage: {} } : event)),
    telling((event) => (event.type === 'finish' ? { ...event, provider: 'other' } : event)),
    telling((event) => (event.type === 'finish' ? { ...event, model: '' } : event)),
    telling((event) => (event.type === 'finish' ? event : [])),
  ],
  'streams the same text in several pieces': [
    joined,
    telling((event) => (event.type === 'text' ? { type: 'text', text: event.text.trim() } : event)),
  ],
  'sends the system prompt and earlier turns, and nothing that was not set': [
    asking((request) => ({ ...request, maxTokens: 4096 })),
    asking((request) => ({ ...request, messages: request.messages.slice(1) })),
    asking((request) => ({ ...request, messages: request.messages.slice(-1) })),
  ],
  'reports finish reason length for an answer that was cut at the token limit': [
    telling((event) => (event.type === 'finish' ? { ...event, finishReason: 'stop' } : event)),
    asking(({ maxTokens: _, ...request }) => request),
  ],
  'returns tool calls with parsed arguments, and accepts their results': [
    telling((event) => (event.type === 'tool-call' ? { ...event, arguments: JSON.stringify(event.arguments) } : event)),
    telling((event) => (event.type === 'finish' ? { ...event, finishReason: 'stop' } : event)),
    asking(({ tools: _, ...request }) => request),
    asking((request) => ({ ...request, messages: request.messages.filter(({ role }) => role !== 'tool') })),
  ],
  'sends the option temperature, or names it in a warning': [asking(({ temperature: _, ...request }) => request)],
  'sends the option stop, or names it in a warning': [asking(({ stop: _, ...request }) => request)],
  'sends the option maxTokens, or names it in a warning': [asking(({ maxTokens: _, ...request }) => request)],
  'sends the option schema, or names it in a warning': [asking(({ schema: _, ...request }) => request)],
  'sends providerOptions as they are': [
    asking(({ providerOptions: _, ...request }) => request),
    asking((request) => (request.stream ? { ...request, providerOptions: {} } : request)),
  ],
  'sends images to a model that takes them': [
    asking((request) => ({
      ...request,
      messages: request.messages.map((message) => ({ ...message, content: messageText(message) })),
    })),
  ],
  'sends the reasoning effort to a model that reasons': [
    asking(({ reasoning: _, ...request }) => request),
    asking((request) => ({ ...request, reasoning: { effort: 'high' } })),
  ],
  'sends the choice of a tool, and the error of a tool that failed': [
    asking(({ toolChoice: _, ...request }) => request),
    asking((request) => ({ ...request, messages: request.messages.filter(({ role }) => role !== 'tool') })),
  ],
  'counts the usage once, streamed or not': [
    telling((event) => (event.type === 'finish' ? { ...event, usage: doubled(event.usage) } : event)),
    telling((event) => (event.type === 'finish' ? { ...event, usage: { ...event.usage, totalTokens: 1 } } : event)),
    answering(
      (generate) =>
        async function* (request) {
          for await (const event of generate(request)) {
            yield event.type === 'finish' && request.stream ? { ...event, usage: doubled(event.usage) } : event;
          }
        },
    ),
  ],
  'counts no more output than the token limit allows': [
    telling((event) => (event.type === 'finish' ? { ...event, usage: doubled(event.usage) } : event)),
  ],
  'returns the reasoning of the service': [
    telling((event) => (event.type === 'reasoning' ? [] : event)),
    telling((event) => (event.type === 'reasoning' ? { type: 'text', text: event.text } : event)),
    telling((event) => (event.type === 'reasoning' ? [event, event] : event)),
  ],
  'returns an unknown model with its name and marks it': [knowing],
  'sends nothing when the signal is aborted already': [
    asking((request) => ({ ...request, signal: undefined })),
    failingWith(() => new DOMException('This operation was aborted', 'AbortError')),
  ],
  "ends with the signal's reason when it aborts in the middle": [
    failingWith(() => providerError('network', 'The connection was closed.', { provider: 'memory' })),
    asking((request) => ({ ...request, signal: undefined })),
    hoarding,
  ],
  'closes the connection when its reader leaves': [hoarding],
  'leaves no listener on a signal': [listening],
  'reports a cut stream as interrupted': [
    finishingAnyway,
    failingWith(() => providerError('network', 'cut', { provider: 'memory' })),
    failingWith(() => providerError('interrupted', 'cut', { provider: 'memory' })),
    failingWith((error) => new Error('cut', { cause: error })),
  ],
  'reports a stream that ends too early as interrupted': [finishingAnyway],
  'reports an error inside a stream': [finishingAnyway, hoarding],
  'reports a web page as a failure of the service': [
    finishingAnyway,
    failingWith((error) => error instanceof ProviderError && new SyntaxError('Unexpected token <')),
  ],
  'sends one request, and reports how long a rate limit lasts': [
    insisting,
    failingWith(() => providerError('rate_limit', 'Slow down.', { provider: 'memory', status: 429 })),
    failingWith(() => providerError('server', 'Slow down.', { provider: 'memory', status: 429, retryAfter: 7 })),
  ],
  'sends one request when the service fails, and reports a retryable error': [
    insisting,
    failingWith(() => providerError('server', 'Broken.', { provider: 'memory', retryable: false })),
  ],
  'rejects a missing key before it sends a request': [
    (options) => memoryService({ ...options, ...(options?.key === 'missing' && { key: 'wrong' }) }),
    failingWith(() => new TypeError('No key')),
  ],
  'reports a rejected key without revealing it': [
    failingWith(() => providerError('authentication', 'Wrong: wrong-key', { provider: 'memory' })),
    failingWith(() => providerError('permission', 'No.', { provider: 'memory' })),
    failingWith(() => providerError('authentication', 'No.', { provider: 'memory', retryable: true })),
  ],
};

describe('a provider that follows the contract', () => {
  providerContract({ it, expect, connect: memoryService });
});

describe('a provider that breaks a rule of the contract', () => {
  it('exists in these tests for every rule', () => {
    expect(Object.keys(broken).sort()).toEqual(providerRules.map(({ name }) => name).sort());
  });

  const cases = providerRules.flatMap((rule) =>
    (broken[rule.name] ?? []).map((connect, place) => ({ rule, connect, place })),
  );

  it.each(cases)('is detected: $rule.name, sample $place', async ({ rule, connect }) => {
    expect(await thrown(rule.check(connect, expect))).toBeInstanceOf(Error);
  });
});

describe('a service without some features', () => {
  const poor = answering(
    (generate) =>
      ({ tools: _, maxTokens: __, schema: ___, reasoning: ____, ...request }) =>
        generate(request),
  );

  it('can be declared to the contract, which then skips their rules', () => {
    const names: string[] = [];
    providerContract({
      it: (name) => names.push(name),
      expect,
      connect: poor,
      capabilities: { tools: false, limits: false, schema: false, images: false, reasoning: false },
    });
    expect(names).toEqual(providerRules.filter(({ needs }) => needs === undefined).map(({ name }) => name));
  });

  it('can declare them itself', async () => {
    const needing = providerRules.filter(({ needs }) => needs === 'tools' || needs === 'limits');
    const honest: Connect = async (options) => ({
      ...(await poor(options)),
      capabilities: { tools: false, limits: false },
    });
    for (const rule of needing) await checkRule(rule, honest, expect);
    expect(needing.length).toBeGreaterThan(3);
  });

  it('must return reasoning if it declares that feature', async () => {
    const rule = providerRules.find(({ name }) => name === 'returns the reasoning of the service');
    const silent = telling((event) => (event.type === 'reasoning' ? [] : event));
    const boasting: Connect = async (options) => {
      const service = await silent(options);
      const requests = (): readonly ServiceRequest[] => service.requests().map(({ sent: _, ...request }) => request);
      return { ...service, requests, capabilities: { reasoning: true } };
    };
    expect(await thrown(() => rule?.check(boasting, expect))).toBeInstanceOf(Error);
  });
});
