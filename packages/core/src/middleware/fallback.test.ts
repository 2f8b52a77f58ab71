import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import type { ProviderErrorKind } from '../contract/error-details.ts';
import { ConfigurationError, type ProviderError, providerError, UnsupportedError } from '../contract/errors.ts';
import type { Target } from '../contract/fallback-target.ts';
import type { Notice } from '../contract/notice.ts';
import type { Provider } from '../contract/provider.ts';
import { registerProvider } from '../models/registry.ts';
import type { LLMClientOptions } from '../options/client-options.ts';
import { Config } from '../options/config.ts';
import { type FakeAnswer, type FakeProviderOptions, fakeFinish, fakeProvider } from '../testing/index.ts';
import { readAll, sampleRequest, thrown } from '../testing/samples.ts';
import { fallback } from './fallback.ts';

const fails = (kind: ProviderErrorKind, provider = 'one', status?: number) =>
  providerError(kind, `${provider} is ${kind}.`, { provider, status });
const busy = fails('overloaded', 'one', 503);
const one = (answer: FakeAnswer = busy, options: FakeProviderOptions = {}) =>
  fakeProvider({ name: 'one', answer, ...options });
const two = (answer: FakeAnswer = 'From two.', options: FakeProviderOptions = {}) =>
  fakeProvider({ name: 'two', answer, ...options });

function clientOf(provider: Provider, targets: readonly Target[], options: Partial<LLMClientOptions> = {}) {
  const notices: Notice[] = [];
  const notify = (notice: Notice) => void notices.push(notice);
  const client = new LLMClient({ provider, fallback: targets, maxRetries: 0, baseDelay: 0, notify, ...options });
  return { client, notices };
}

beforeEach(() => Config.reset());
afterEach(() => Config.reset());

describe('fallback', () => {
  it('calls no target if the first provider succeeds', async () => {
    const second = two();
    const { client } = clientOf(one('From one.'), [second]);
    expect(await client.generate('Hi')).toMatchObject({ text: 'From one.', provider: 'one', warnings: [] });
    expect(second.requests.length).toBe(0);
  });

  it('reports the answering provider, and the error of the one before', async () => {
    const { client, notices } = clientOf(one(), [two()]);
    expect(await client.generate('Hi')).toMatchObject({
      text: 'From two.',
      provider: 'two',
      attempts: [
        { provider: 'one', error: 'overloaded', status: 503 },
        { provider: 'two', model: 'fake-1' },
      ],
    });
    expect(notices).toEqual([{ type: 'fallback', from: 'one:fake-1', to: 'two:fake-1', error: expect.any(Error) }]);
  });

  it('streams from the target that answers', async () => {
    const { client } = clientOf(one(), [two()]);
    const stream = await client.generate({ prompt: 'Hi', stream: true });
    expect((await readAll(stream)).events).toEqual(['From ', 'two.']);
    expect((await stream.result).attempts.map(({ provider }) => provider)).toEqual(['one', 'two']);
  });

  it('uses all retries of each target first', async () => {
    const [first, second] = [one(), two(fails('server', 'two'))];
    const { client } = clientOf(first, [second, fakeProvider({ name: 'three' })], { maxRetries: 2 });
    const { attempts } = await client.generate('Hi');
    expect(attempts.map(({ provider }) => provider)).toEqual(['one', 'one', 'one', 'two', 'two', 'two', 'three']);
  });

  it('throws the last error with the attempts of all targets if all fail', async () => {
    const { client } = clientOf(one(), [two(fails('server', 'two', 500))]);
    expect(await thrown(client.generate('Hi'))).toMatchObject({
      kind: 'server',
      provider: 'two',
      attempts: [
        { provider: 'one', error: 'overloaded' },
        { provider: 'two', error: 'server' },
      ],
    });
  });

  it.each<ProviderErrorKind>([
    ...(['authentication', 'permission', 'not_found', 'rate_limit', 'quota_exceeded'] as const),
    ...(['server', 'overloaded', 'timeout', 'interrupted', 'network'] as const),
  ])('continues after %s', async (kind) => {
    const { client } = clientOf(one(fails(kind)), [two()]);
    expect((await client.generate('Hi')).provider).toBe('two');
  });

  it.each<ProviderErrorKind>(['invalid_request', 'content_filter', 'invalid_answer'])(
    'does not continue after %s, which is an error of the request',
    async (kind) => {
      const second = two();
      const { client } = clientOf(one(fails(kind)), [second]);
      expect(await thrown(client.generate('Hi'))).toMatchObject({ kind, attempts: [{ provider: 'one' }] });
      expect(second.requests.length).toBe(0);
    },
  );

  it('uses a target only after the failures that it accepts', async () => {
    const when = ({ kind }: ProviderError) => kind === 'rate_limit';
    const { client } = clientOf(one(), [{ provider: two(), when }, fakeProvider({ name: 'three' })]);
    expect((await client.generate('Hi')).provider).toBe('three');
    const filtered = clientOf(one(fails('content_filter')), [{ provider: two(), when: () => true }]);
    expect((await filtered.client.generate('Hi')).provider).toBe('two');
  });

  it('does not continue after an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const first = one('', {
      answer: () => {
        controller.abort(reason);
        return busy;
      },
    });
    const second = two();
    const { client } = clientOf(first, [second]);
    expect(await thrown(client.generate({ prompt: 'Hi', signal: controller.signal }))).toBe(reason);
    expect(second.requests.length).toBe(0);
  });

  it('does not continue after the reader has received an event', async () => {
    const second = two();
    const { client } = clientOf(one([{ type: 'text', text: 'Half' }, fails('interrupted')]), [second]);
    const stream = await client.generate({ prompt: 'Hi', stream: true });
    expect(await readAll(stream)).toMatchObject({ events: ['Half'], error: { kind: 'interrupted' } });
    expect(second.requests.length).toBe(0);
    expect((await client.generate('Hi')).provider).toBe('two');
  });

  it.each([new TypeError('a bug'), new ConfigurationError('wrong'), new UnsupportedError('cannot')])(
    'throws errors that are not failures of the first provider: %s',
    async (error) => {
      const second = two();
      const { client } = clientOf(one(error), [second]);
      expect(await thrown(client.generate('Hi'))).toBe(error);
      expect(second.requests.length).toBe(0);
    },
  );
});

describe('A target', () => {
  it('may be a client, whose provider and model are used', async () => {
    const second = two();
    const { client } = clientOf(one(), [new LLMClient({ provider: second, model: 'large' })]);
    await client.generate('Hi');
    expect(second.requests[0]).toMatchObject({ provider: 'two', model: 'large' });
  });

  it.each([
    ['Two', 'fake-1'],
    ['t-wo:large', 'large'],
    ['two:ft:large:x', 'ft:large:x'],
    [{ provider: 'two', model: 'large' }, 'large'],
    [{ provider: 'two' }, 'fake-1'],
  ])('may be %j', async (target, model) => {
    const second = two();
    const close = vi.fn(async () => {});
    registerProvider({ name: 'two', models: {}, create: () => ({ ...second, close }) });
    const { client } = clientOf(one(), [target]);
    expect((await client.generate('Hi')).attempts.at(-1)).toMatchObject({ provider: 'two', model });
    await client.close();
    expect(close).toHaveBeenCalledOnce();
  });

  it('is closed by its creator', async () => {
    const close = vi.fn(async () => {});
    await clientOf(one(), [{ ...two(), close }, { provider: { ...two(), close } }]).client.close();
    expect(close).not.toHaveBeenCalled();
  });

  it.each<[unknown, string]>([
    ['nobody:x', "No provider 'nobody'"],
    [{}, "must be 'provider:model', a provider, or { provider, model }, not {}"],
    [undefined, 'not undefined'],
    [7, 'not 7'],
  ])('cannot be %j', async (target, words) => {
    const error = await thrown(() => clientOf(one(), [target as Target]));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });

  it('cannot stand alone', async () => {
    const error = await thrown(() => clientOf(one(), 'two' as unknown as Target[]));
    expect(String(error)).toContain("Option 'fallback' must be a list of targets");
  });

  it('is skipped with a warning if it does not support the media', async () => {
    const deaf = two('x', { models: { 'fake-1': { id: 'fake-1', input: ['text'] } } });
    const { client, notices } = clientOf(one(), [deaf, fakeProvider({ name: 'three' })]);
    const answer = await client.generate({ prompt: 'Look', images: ['https://img.example.com/a.png'] });
    expect(answer.provider).toBe('three');
    expect(answer.warnings).toEqual([expect.stringMatching(/^two:fake-1 does not support image input.*skipped\.$/)]);
    expect(notices.map(({ type }) => type)).toEqual(['warning', 'fallback']);
    expect(deaf.requests.length).toBe(0);
  });

  it('is skipped if it does not support the request, and does not replace the error of the one before', async () => {
    const unable = two(new UnsupportedError('two takes no URL.'));
    const answer = await clientOf(one(), [unable, fakeProvider({ name: 'three' })]).client.generate('Hi');
    expect(answer).toMatchObject({ provider: 'three', warnings: ['two takes no URL.'] });
    const last = await thrown(clientOf(one(), [unable]).client.generate('Hi'));
    expect(last).toMatchObject({ kind: 'overloaded', attempts: [{ provider: 'one' }] });
  });

  it('does not receive the options for another provider, with a warning', async () => {
    const [second, again] = [two(fails('server', 'two')), one('From one.')];
    const providerOptions = { top_k: 5 };
    const { client } = clientOf(one(), [second, again]);
    const { warnings } = await client.generate({ prompt: 'Hi', providerOptions });
    expect(second.requests[0]?.providerOptions).toBeUndefined();
    expect(again.requests[0]?.providerOptions).toEqual(providerOptions);
    expect(warnings).toEqual(["'providerOptions' for one were not sent to two. Key them by provider to set both."]);
  });

  it('receives its own part of options that are keyed by provider', async () => {
    const [first, second] = [one(fails('server', 'one')), two('From two.')];
    const { client } = clientOf(first, [second]);
    const providerOptions = { one: { top_k: 5 }, two: { min_p: 0.1 } };
    const { warnings } = await client.generate({ prompt: 'Hi', providerOptions });
    expect(first.requests[0]?.providerOptions).toEqual({ top_k: 5 });
    expect(second.requests[0]?.providerOptions).toEqual({ min_p: 0.1 });
    expect(warnings).toEqual([]);
  });

  it('uses its own prices', async () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0, totalTokens: 1_000_000 };
    const priced = (name: string, input: number, answer: FakeAnswer) =>
      fakeProvider({
        name,
        answer,
        models: { m: { id: 'm', input: ['text'], prices: [{ currency: 'USD', input, output: 0 }] } },
      });
    const partial = { text: '', content: [], usage };
    const details = { provider: 'one', partial, retryable: true };
    const cut = providerError('invalid_answer', 'Not that.', details);
    const finish = fakeFinish({ provider: 'two', model: 'm', usage });
    const { client } = clientOf(
      priced('one', 3, cut),
      [{ provider: priced('two', 5, [finish]), model: 'm', when: () => true }],
      {
        model: 'm',
      },
    );
    const answer = await client.generate('Hi');
    expect(answer.cost?.amount).toBe(5);
    expect(answer.attempts.map((attempt) => attempt.cost?.amount)).toEqual([3, 5]);
    const all = clientOf(priced('one', 3, cut), [{ provider: priced('two', 5, cut), model: 'm', when: () => true }], {
      model: 'm',
    });
    const error = (await thrown(all.client.generate('Hi'))) as ProviderError;
    expect(error.attempts.map((attempt) => attempt.cost?.amount)).toEqual([3, 5]);
  });

  it('may be of the same provider: attempts name the model', async () => {
    const first = one('', { answer: ({ model }) => (model === 'small' ? 'From small.' : busy) });
    const { client } = clientOf(first, [{ provider: first, model: 'small' }]);
    expect((await client.generate('Hi')).attempts.map(({ model }) => model)).toEqual(['fake-1', 'small']);
  });
});

describe('fallback and the cache', () => {
  it('store answers separately from those of the first provider alone', async () => {
    const store = new Map();
    const [first, second] = [one('', { answer: (_, attempt) => (attempt === 1 ? busy : 'From one.') }), two()];
    const together = clientOf(first, [second], { cache: store, enableCache: true }).client;
    const alone = clientOf(first, [], { cache: store, enableCache: true }).client;
    expect((await together.generate('Hi')).provider).toBe('two');
    expect((await alone.generate('Hi')).provider).toBe('one');
    expect(await together.generate('Hi')).toMatchObject({ provider: 'two', cached: true });
  });
});

describe('The fallback layer alone', () => {
  it('wraps any handler, and adds the default layers to its targets', async () => {
    vi.useFakeTimers();
    const second = two('', { answer: (_, attempt) => (attempt === 1 ? busy : 'From two.') });
    const layer = fallback([second]);
    const reading = readAll(layer(sampleRequest(), (request) => one().generate(request)));
    await vi.runAllTimersAsync();
    const { events } = await reading;
    vi.useRealTimers();
    expect(events.at(-1)).toMatchObject({ provider: 'two', attempts: [{ error: 'overloaded' }, { provider: 'two' }] });
    expect(second.requests.length).toBe(2);
  });

  it('uses the option handler for its targets', async () => {
    const asked: string[] = [];
    const layer = fallback([two()], {
      handler: (provider) => (request) => {
        asked.push(provider.name);
        return provider.generate(request);
      },
    });
    await readAll(layer(sampleRequest(), (request) => one().generate(request)));
    expect(asked).toEqual(['two']);
  });
});
