import { describe, expect, it } from 'vitest';
import { LLMClient } from './client.ts';
import { ConfigurationError, providerError } from './contract/errors.ts';
import { type Message, messageText } from './contract/message.ts';
import type { GenerateRequest } from './contract/request.ts';
import type { LLMClientOptions } from './options/client-options.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from './testing/index.ts';
import { readAll, thrown } from './testing/samples.ts';

const user = (content: Message['content']): Message => ({ role: 'user', content });
const assistant = (content: Message['content']): Message => ({ role: 'assistant', content });
const system = (content: string): Message => ({ role: 'system', content });
const denied = providerError('invalid_request', 'No.', { provider: 'fake' });

const asked = ({ messages }: GenerateRequest) => messages.slice(-1).map(messageText).join();

/** Returns a client whose provider echoes the last message, unless `answer` replaces the echo. */
function chatter(answer?: (request: GenerateRequest) => FakeAnswer | Promise<FakeAnswer>, options?: object) {
  const echo = (request: GenerateRequest) => `Re: ${asked(request)}`;
  const provider = fakeProvider({ answer: answer ?? echo });
  const client = new LLMClient({ provider, ...options } as LLMClientOptions);
  return { client, provider, conversation: client.conversation };
}

describe('chat', () => {
  it('remembers question and answer, and sends them with the next question', async () => {
    const { client, provider, conversation } = chatter();
    expect((await client.chat('One')).text).toBe('Re: One');
    await client.chat({ message: 'Two' });
    const first = [user('One'), assistant('Re: One')];
    expect(provider.requests[1]?.messages).toEqual([...first, user('Two')]);
    expect(conversation.messages).toEqual([...first, user('Two'), assistant('Re: Two')]);
  });

  it('adds question and answer together, after a streamed answer has ended', async () => {
    const { client, conversation } = chatter();
    const stream = await client.chat({ message: 'One', stream: true });
    for await (const _ of stream.events()) if (_.type !== 'finish') expect(conversation.messages).toEqual([]);
    expect(conversation.messages).toEqual([user('One'), assistant('Re: One')]);
    await (await client.chat({ message: 'Two', stream: true })).result;
    expect(conversation.messages.length).toBe(4);
  });

  it('remembers media and tool calls unchanged', async () => {
    const call = { type: 'tool-call', id: 'c1', name: 'look', arguments: { at: 'sky' } } as const;
    const finish = fakeFinish({ finishReason: 'tool_calls' });
    const { client, conversation } = chatter(() => [{ type: 'text', text: 'Let me see.' }, call, finish]);
    await client.chat({ message: 'Look', images: ['https://img.example.com/a.png'] });
    expect(conversation.messages).toEqual([
      user([
        { type: 'text', text: 'Look' },
        { type: 'image', url: 'https://img.example.com/a.png' },
      ]),
      assistant([{ type: 'text', text: 'Let me see.' }, call]),
    ]);
  });

  it('puts the system prompt first, and replaces it with a later one', async () => {
    const { client, provider, conversation } = chatter(undefined, { system: 'One' });
    await client.chat('a');
    await client.chat({ message: 'b', system: 'Two' });
    await client.chat('c');
    const systems = provider.requests.map(({ messages }) => messages.filter(({ role }) => role === 'system'));
    expect(systems).toEqual([[system('One')], [system('Two')], [system('Two')]]);
    expect(conversation.messages.slice(0, 2)).toEqual([system('Two'), user('a')]);
    conversation.setSystem(undefined);
    await client.chat('d');
    expect(provider.requests[3]?.messages[0]).toEqual(user('a'));
  });

  it('removes the history with clearHistory, and keeps the system prompt', async () => {
    const { client, provider, conversation } = chatter(undefined, { system: 'One' });
    await client.chat('a');
    await client.chat({ message: 'b', clearHistory: true });
    expect(provider.requests[1]?.messages).toEqual([system('One'), user('b')]);
    expect(conversation.messages).toEqual([system('One'), user('b'), assistant('Re: b')]);
    await client.chat({ message: 'c', clearHistory: false });
    expect(conversation.turns.length).toBe(4);
  });

  it('does not add calls of generate to the history', async () => {
    const { client, provider, conversation } = chatter();
    await client.chat('One');
    await client.generate('Two');
    expect(provider.requests[1]?.messages).toEqual([user('Two')]);
    expect(conversation.messages.length).toBe(2);
  });

  it('sends a second message after the answer to the first', async () => {
    const slow = Promise.withResolvers<undefined>();
    const { client, conversation, provider } = chatter(async (request) => {
      if (asked(request) === 'slow') await slow.promise;
      return `Re: ${asked(request)}`;
    });
    const chats = [client.chat('slow'), client.chat('fast')];
    slow.resolve(undefined);
    await Promise.all(chats);
    const first = [user('slow'), assistant('Re: slow')];
    expect(conversation.messages).toEqual([...first, user('fast'), assistant('Re: fast')]);
    expect(provider.requests[1]?.messages).toEqual([...first, user('fast')]);
  });

  it.each<[string, FakeAnswer]>([
    ['nothing', [fakeFinish()]],
    ['blanks', [{ type: 'text', text: ' \n' }, fakeFinish()]],
  ])('remembers neither question nor answer if the answer is %s', async (_, answer) => {
    const { client, conversation } = chatter(() => answer);
    expect((await client.chat('One')).finishReason).toBe('stop');
    expect(conversation.messages).toEqual([]);
  });
});

describe('a turn without an answer', () => {
  const changes = { message: 'Lost', system: 'Other', clearHistory: true } as const;
  const before = [system('First'), user('One'), assistant('Re: One')];

  /** Starts a conversation with one turn. Further requests receive `answer`. */
  async function begun(answer: FakeAnswer) {
    const all = chatter((request) => (asked(request) === 'One' ? 'Re: One' : answer), {
      system: 'First',
      enableRetries: false,
    });
    await all.client.chat('One');
    return all;
  }

  it.each<[string, FakeAnswer]>([
    ['fails', denied],
    ['fails in the middle', [{ type: 'text', text: 'Half' }, denied]],
  ])('does not change the history if it %s', async (_, answer) => {
    const { client, conversation } = await begun(answer);
    await thrown(client.chat(changes));
    await thrown(client.chat({ ...changes, stream: true }).then(({ result }) => result));
    expect(conversation.messages).toEqual(before);
  });

  it('does not change the history if it is aborted', async () => {
    const { client, conversation } = await begun('One two three.');
    const controller = new AbortController();
    const stream = await client.chat({ ...changes, stream: true, signal: controller.signal });
    controller.abort();
    await readAll(stream);
    expect(conversation.messages).toEqual(before);
  });

  it('does not change the history if its reader leaves', async () => {
    const { client, conversation } = await begun('One two three.');
    for await (const _ of await client.chat({ ...changes, stream: true })) break;
    await (await client.chat({ ...changes, stream: true }))[Symbol.asyncDispose]();
    expect(conversation.messages).toEqual(before);
  });

  it('does not change the history if the answer violates the schema', async () => {
    const { client, conversation } = await begun('No JSON.');
    await thrown(client.chat({ ...changes, schema: { type: 'object' } }));
    expect(conversation.messages).toEqual(before);
  });

  it.each<[object | string | undefined, string]>([
    ['', 'The prompt is empty'],
    [{ ...changes, message: undefined }, 'The prompt is empty'],
    [{ ...changes, message: 7 }, 'must be text'],
    [{ ...changes, topP: 2 }, "Option 'topP'"],
    [{ ...changes, prompt: 'Hi' }, "chat has no option 'prompt'"],
    [undefined, 'chat takes an object'],
  ])('does not change the history if its options are rejected: %j', async (input, words) => {
    const { client, provider, conversation } = await begun('Hi.');
    const error = await thrown(client.chat(input as string));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
    expect(conversation.messages).toEqual(before);
    expect(provider.requests.length).toBe(1);
  });
});
