import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from './client.ts';
import { ConfigurationError, InvalidAnswerError, providerError, UnsupportedError } from './contract/errors.ts';
import type { Middleware } from './contract/middleware.ts';
import type { Notice } from './contract/notice.ts';
import type { ProviderOptions } from './contract/provider.ts';
import type { GenerateRequest } from './contract/request.ts';
import { registerProvider } from './models/registry.ts';
import type { LLMClientOptions } from './options/client-options.ts';
import { Config } from './options/config.ts';
import { type FakeProviderOptions, fakeFinish, fakeProvider } from './testing/index.ts';
import { readAll, thrown } from './testing/samples.ts';

const busy = providerError('overloaded', 'Too much to do.', { provider: 'fake', status: 503 });

function clientOf(fake: FakeProviderOptions = {}, options: Partial<LLMClientOptions> = {}) {
  const provider = fakeProvider(fake);
  return { provider, client: new LLMClient({ provider, baseDelay: 0, ...options }) };
}

beforeEach(() => Config.reset());
afterEach(() => Config.reset());

describe('generate', () => {
  it('accepts a prompt as a string or as an option', async () => {
    const { client, provider } = clientOf({ answer: 'Hello there.' });
    const answer = await client.generate('Hi');
    expect(answer).toMatchObject({
      text: 'Hello there.',
      finishReason: 'stop',
      provider: 'fake',
      model: 'fake-1',
      cached: false,
      warnings: [],
      toolCalls: [],
    });
    expect(answer.attempts.length).toBe(1);
    expect((await client.generate({ prompt: 'Hi' })).text).toBe('Hello there.');
    expect(provider.requests.map(({ messages }) => messages)).toEqual(
      Array.from({ length: 2 }, () => [{ role: 'user', content: 'Hi' }]),
    );
  });

  it('streams, and requests a stream from the provider', async () => {
    const { client, provider } = clientOf({ answer: 'Hello there.' });
    const stream = await client.generate({ prompt: 'Hi', stream: true });
    expect((await readAll(stream)).events).toEqual(['Hello ', 'there.']);
    expect((await stream.result).text).toBe('Hello there.');
    await client.generate({ prompt: 'Hi', stream: false });
    expect(provider.requests.map(({ stream }) => stream)).toEqual([true, false]);
  });

  it('rejects before the stream if the request fails before the first event', async () => {
    const denied = providerError('authentication', 'No.', { provider: 'fake' });
    const { client } = clientOf({ answer: denied });
    expect(await thrown(client.generate({ prompt: 'Hi', stream: true }))).toMatchObject({ kind: 'authentication' });
  });

  it('retries, streamed and plain, and lists the attempts in the answer', async () => {
    for (const stream of [true, false]) {
      const { client } = clientOf({ answer: (_, attempt) => (attempt < 3 ? busy : 'At last.') });
      const notices: Notice[] = [];
      const answer = await client.generate({ prompt: 'Hi', stream, notify: (notice) => void notices.push(notice) });
      const result = 'result' in answer ? await answer.result : answer;
      expect([result.text, result.attempts.length]).toEqual(['At last.', 3]);
      expect(notices.map(({ type }) => type)).toEqual(['retry', 'retry']);
    }
  });

  it('reads the media of a prompt', async () => {
    const { client, provider } = clientOf();
    await client.generate({ prompt: 'Look', images: ['https://img.example.com/a.png'] });
    expect(provider.requests[0]?.messages[0]?.content).toEqual([
      { type: 'text', text: 'Look' },
      { type: 'image', url: 'https://img.example.com/a.png' },
    ]);
  });

  it('sends no request if the model does not support the media', async () => {
    const { client, provider } = clientOf();
    const asked = client.generate({ prompt: 'Hear', audio: ['https://audio.example.com/a.wav'] });
    expect(await thrown(asked)).toBeInstanceOf(UnsupportedError);
    expect(provider.requests.length).toBe(0);
  });

  it('warns of an unknown model before the request and in the answer', async () => {
    const notices: Notice[] = [];
    const { client } = clientOf({}, { notify: (notice) => void notices.push(notice) });
    const warning = 'fake:next-1 is not in the catalogue. The request uses the name unchanged.';
    expect((await client.generate({ prompt: 'Hi', model: 'next-1' })).warnings).toEqual([warning]);
    const stream = await client.generate({ prompt: 'Hi', model: 'next-1', stream: true });
    expect((await stream.result).warnings).toEqual([warning]);
    expect(notices).toEqual([1, 2].map(() => ({ type: 'warning', message: warning })));
  });

  it('keeps the warnings of the provider', async () => {
    const { client } = clientOf({ answer: [fakeFinish({ warnings: ['theirs'] })] });
    expect((await client.generate({ prompt: 'Hi', model: 'next-1' })).warnings).toEqual([
      expect.stringContaining('catalogue'),
      'theirs',
    ]);
  });

  it.each<[object | string | undefined, string]>([
    ['', 'The prompt is empty'],
    [{ prompt: 'Hi', temprature: 1 }, "generate has no option 'temprature'. Did you mean 'temperature'?"],
    [{ prompt: 'Hi', temperature: Number.NaN }, 'not NaN'],
    [{ prompt: 'Hi', maxTokens: -5 }, 'not -5'],
    [{ prompt: 'Hi', stream: true, maxTokens: -5 }, 'not -5'],
    [undefined, 'generate takes an object'],
  ])('rejects %j before a request is sent', async (input, words) => {
    const { client, provider } = clientOf();
    const error = await thrown(client.generate(input as string));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(provider.requests.length).toBe(0);
  });

  it('parses a structured answer, and fails if the answer is not one, streamed and plain', async () => {
    const schema = { type: 'object' };
    const { client } = clientOf({ answer: '{"city": "Oslo"}' });
    expect((await client.generate({ prompt: 'Where?', schema })).object).toEqual({ city: 'Oslo' });
    const stream = await client.generate({ prompt: 'Where?', schema, stream: true });
    expect((await stream.result).object).toEqual({ city: 'Oslo' });
    const { client: wordy } = clientOf({ answer: 'In Oslo.' });
    expect(await thrown(wordy.generate({ prompt: 'Where?', schema }))).toBeInstanceOf(InvalidAnswerError);
    const told = await wordy.generate({ prompt: 'Where?', schema, stream: true });
    expect(await readAll(told)).toMatchObject({ events: ['In ', 'Oslo.'], error: { kind: 'invalid_answer' } });
    expect(await thrown(told.result)).toBeInstanceOf(InvalidAnswerError);
  });
});

describe('options', () => {
  const temperatures = ({ requests }: { requests: readonly GenerateRequest[] }) =>
    requests.map(({ temperature }) => temperature);

  it('apply to one call, or to all calls of a client', async () => {
    const { client, provider } = clientOf({}, { temperature: 0.1, system: 'Be brief.' });
    await client.generate('Hi');
    await client.generate({ prompt: 'Hi', temperature: 0.9, system: 'Be long.' });
    await client.generate({ prompt: 'Hi', temperature: undefined });
    expect(temperatures(provider)).toEqual([0.1, 0.9, 0.1]);
    const prompts = provider.requests.map(({ messages }) => messages[0]?.content);
    expect(prompts).toEqual(['Be brief.', 'Be long.', 'Be brief.']);
  });

  it('for retries come from the client or Config, and later changes of Config apply to existing clients', async () => {
    const own = clientOf({ answer: busy }, { maxRetries: 1 });
    const other = clientOf({ answer: busy });
    Config.update({ maxRetries: 2 });
    await thrown(own.client.generate('Hi'));
    await thrown(other.client.generate('Hi'));
    expect([own.provider.requests.length, other.provider.requests.length]).toEqual([2, 3]);
    Config.update({ enableRetries: false });
    await thrown(other.client.generate('Hi'));
    expect(other.provider.requests.length).toBe(4);
  });

  it('turn retries off for a client', async () => {
    const { client, provider } = clientOf({ answer: busy }, { enableRetries: false });
    expect(await thrown(client.generate('Hi'))).toMatchObject({ attempts: [{ error: 'overloaded' }] });
    expect(provider.requests.length).toBe(1);
  });

  it('set the model: that of the call, then the client, then the provider', async () => {
    const models = Object.fromEntries(['a', 'b'].map((id) => [id, { id, input: ['text'] as const }]));
    const { client, provider } = clientOf({ models }, { model: 'a' });
    await client.generate('Hi');
    await client.generate({ prompt: 'Hi', model: 'b' });
    expect(provider.requests.map(({ model }) => model)).toEqual(['a', 'b']);
    expect([client.model, clientOf().client.model]).toEqual(['a', 'fake-1']);
  });

  it.each<[object | undefined, string]>([
    [undefined, 'LLMClient takes an object'],
    [{}, "Option 'provider' is missing"],
    [{ provider: 'nobody' }, "No provider 'nobody' is registered"],
    [{ provider: {} }, "Option 'provider' must be"],
    [{ provider: fakeProvider(), maxRetrys: 1 }, "Did you mean 'maxRetries'?"],
    [{ provider: fakeProvider(), maxRetries: -1 }, "Option 'maxRetries'"],
    [{ provider: fakeProvider(), baseDelay: Number.NaN }, 'not NaN'],
    [{ provider: fakeProvider(), temperature: -1 }, "Option 'temperature'"],
    [{ provider: fakeProvider(), prompt: 'Hi' }, "LLMClient has no option 'prompt'"],
    [{ provider: fakeProvider(), apiKey: 'k' }, "Option 'apiKey' configures the provider"],
  ])('of a client are checked when it is created, sample %#', async (options, words) => {
    const error = await thrown(() => new LLMClient(options as LLMClientOptions));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });

  it('for the connection are passed to a provider given by name', () => {
    const seen: ProviderOptions[] = [];
    const create = (options: ProviderOptions = {}) => {
      seen.push(options);
      return fakeProvider({ name: 'connected' });
    };
    registerProvider({ name: 'connected', models: {}, create });
    const connection = {
      apiKey: 'k',
      baseURL: 'https://llm.example.com',
      headers: { a: 'b' },
      region: 'x',
      api: 'chat',
    };
    const provider: string = 'Connected';
    const client = new LLMClient({ provider, ...connection, timeout: { connect: 3 }, model: 'm' });
    expect(client.provider.name).toBe('connected');
    expect(seen).toEqual([{ ...connection, connectTimeout: 3 }]);
  });
});

describe('middleware', () => {
  it('runs outside the built-in layers and sees one frozen request for all attempts', async () => {
    const seen: GenerateRequest[] = [];
    const mine: Middleware = (request, next) => {
      seen.push(request);
      return next({ ...request, seed: 7 });
    };
    const { client, provider } = clientOf(
      { answer: (_, attempt) => (attempt < 2 ? busy : 'Hi.') },
      { middleware: [mine] },
    );
    await client.generate('Hi');
    await client.generate({ prompt: 'Hi', stream: true });
    expect(seen.map((request) => Object.isFrozen(request))).toEqual([true, true]);
    expect(provider.requests.map(({ seed }) => seed)).toEqual([7, 7, 7]);
  });
});

describe('an abort', () => {
  const reason = new Error('stopped');

  it("before the call sends nothing and gives the signal's reason", async () => {
    const { client, provider } = clientOf();
    for (const stream of [true, false]) {
      const asked = client.generate({ prompt: 'Hi', stream, signal: AbortSignal.abort(reason) });
      expect(await thrown(asked)).toBe(reason);
    }
    expect(provider.requests.length).toBe(0);
  });

  it('during a stream ends loop and result with the reason, and leaves no listener', async () => {
    const controller = new AbortController();
    const { client } = clientOf({ answer: 'One two three.' });
    const stream = await client.generate({ prompt: 'Hi', stream: true, signal: controller.signal });
    const pieces: string[] = [];
    const looping = async () => {
      for await (const piece of stream) {
        pieces.push(piece);
        controller.abort(reason);
      }
    };
    expect(await thrown(looping())).toBe(reason);
    expect(await thrown(stream.result)).toBe(reason);
    expect(pieces).toEqual(['One ']);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
  });

  it('leaves no listener on a signal that many calls share', async () => {
    const { signal } = new AbortController();
    const { client } = clientOf();
    for (const stream of [true, false]) {
      const answer = await client.generate({ prompt: 'Hi', stream, signal, timeout: 5 });
      if ('result' in answer) await answer.result;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('leaves no timer, like an answer, a failure and a loop that is left', async () => {
    vi.useFakeTimers();
    const { client } = clientOf({ answer: ({ seed }) => (seed === 1 ? new Error('a bug') : 'One two.') });
    await client.generate({ prompt: 'Hi', timeout: 5 });
    await thrown(client.generate({ prompt: 'Hi', timeout: 5, seed: 1 }));
    for await (const _ of await client.generate({ prompt: 'Hi', timeout: 5, stream: true })) break;
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe('close', () => {
  it('closes the provider, also at the end of an `await using` block', async () => {
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    const provider = { ...fakeProvider(), close };
    await new LLMClient({ provider }).close();
    {
      await using client = new LLMClient({ provider });
      await client.generate('Hi');
    }
    expect(closed).toBe(2);
    await new LLMClient({ provider: fakeProvider() }).close();
  });
});
