import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, providerError } from '../contract/errors.ts';
import { type ContentPart, type Message, messageText } from '../contract/message.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { registerProvider } from '../models/registry.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';

const user = (content: Message['content']): Message => ({ role: 'user', content });
const assistant = (content: Message['content']): Message => ({ role: 'assistant', content });
const call: ContentPart = { type: 'tool-call', id: 'c1', name: 'look', arguments: {} };
const result: ContentPart = { type: 'tool-result', id: 'c1', name: 'look', output: 'blue' };
const asked = ({ messages }: GenerateRequest) => messages.slice(-1).map(messageText).join();

/** Returns a client whose provider echoes the last message, unless `answer` replaces the echo. */
function talker(answer?: FakeAnswer | ((request: GenerateRequest) => FakeAnswer), options: object = {}) {
  const provider = fakeProvider({ answer: answer ?? ((request) => `Re: ${asked(request)}`) });
  const client = new LLMClient({ provider, enableRetries: false, ...options });
  return { client, provider, conversation: client.conversation };
}

describe('a conversation with a client', () => {
  it('has its own history, and the system prompt of the client unless it sets one', async () => {
    const { client, provider } = talker(undefined, { system: 'One' });
    const own = client.startConversation({ system: 'Two', messages: [user('a'), assistant('b')] });
    await own.send('c');
    await client.startConversation().send('d');
    await client.startConversation({ system: '' }).send('e');
    expect(provider.requests.map(({ messages }) => messages.map(messageText))).toEqual([
      ['Two', 'a', 'b', 'c'],
      ['One', 'd'],
      ['e'],
    ]);
    expect(client.conversation.turns).toEqual([]);
  });

  it('continues with another client, or with another provider for one message', async () => {
    const one = talker();
    const two = talker();
    await one.conversation.send('a');
    await one.conversation.use(two.client).send('b');
    const other = fakeProvider({ answer: 'Other.', name: 'other' });
    registerProvider({ name: 'made-once', models: {}, create: () => other });
    await one.conversation.send({ message: 'c', provider: 'made-once' });
    await one.conversation.send({ message: 'd', provider: other, model: 'other-1' });
    await one.conversation.send('e');
    expect([one.provider, two.provider, other].map(({ requests }) => requests.length)).toEqual([1, 2, 2]);
    expect(other.requests[1]?.messages.map(messageText)).toEqual(['a', 'Re: a', 'b', 'Re: b', 'c', 'Other.', 'd']);
    expect(other.requests[1]?.model).toBe('other-1');
  });

  it('uses its own provider for any spelling of that name', async () => {
    const { client, provider } = talker();
    await client.chat({ message: 'a', provider: 'Fa-ke' });
    expect(provider.requests.length).toBe(1);
  });

  it('passes only provider-independent options of the client to another provider', async () => {
    const other = fakeProvider();
    const options = { model: 'mine', temperature: 0.5, providerOptions: { mine: true }, system: 'One' };
    const { client } = talker(undefined, options);
    await client.chat({ message: 'a', provider: other });
    const [request] = other.requests;
    expect([request?.model, request?.temperature, request?.providerOptions]).toEqual(['fake-1', 0.5, undefined]);
  });

  it('fails without a client', async () => {
    const error = await thrown(new Conversation().send('Hi'));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("'use'");
  });

  it('sends added tool results without a message', async () => {
    const { conversation, provider } = talker(({ messages }) => {
      const finish = fakeFinish({ finishReason: 'tool_calls' });
      return messages.length === 1 ? [{ ...call, type: 'tool-call' } as never, finish] : 'Blue.';
    });
    await conversation.send('Look');
    conversation.add({ role: 'tool', content: [result] });
    expect((await conversation.send({})).text).toBe('Blue.');
    expect(provider.requests[1]?.messages).toEqual(conversation.messages.slice(0, 3));
    expect(conversation.messages.at(-1)).toEqual(assistant('Blue.'));
    expect(String(await thrown(conversation.send({})))).toContain('The prompt is empty');
  });

  it('repairs the sent messages with warnings, and does not change its history', async () => {
    const { conversation, provider } = talker();
    conversation.add(user('Look'), assistant([call]), assistant(''), {
      role: 'tool',
      content: [{ ...result, id: 'x' }],
    });
    const before = conversation.turns;
    const { warnings } = await conversation.send('And?');
    expect(warnings.length).toBe(3);
    const output = 'This tool was not run.';
    expect(provider.requests[0]?.messages).toEqual([
      user('Look'),
      assistant([call]),
      { role: 'tool', content: [{ ...result, output, isError: true }] },
      user('And?'),
    ]);
    expect(conversation.turns.slice(0, 4)).toEqual(before);
  });

  it('sends its history to a model that does not support its media', async () => {
    const blind = { id: 'blind', input: ['text'] } as const;
    const provider = fakeProvider({ models: { blind } });
    const client = new LLMClient({ provider });
    await client.chat({ message: 'Look', images: ['https://img.example.com/a.png'] });
    const { warnings } = await client.chat({ message: 'And?', model: 'blind' });
    expect(warnings.join()).toContain('does not support image input');
    const refused = client.chat({ message: 'Look', model: 'blind', images: ['https://img.example.com/a.png'] });
    expect(String(await thrown(refused))).toContain('UnsupportedError');
  });
});

describe('messages sent at the same time', () => {
  it('wait for each other, including unread streams', async () => {
    const { conversation, provider } = talker();
    const first = await conversation.send({ message: 'a', stream: true });
    const [second, third] = await Promise.all([
      conversation.send({ message: 'b', stream: true }),
      conversation.send('c'),
    ]);
    expect([(await first.result).text, (await second.result).text, third.text]).toEqual(['Re: a', 'Re: b', 'Re: c']);
    expect(provider.requests[2]?.messages.map(messageText)).toEqual(['a', 'Re: a', 'b', 'Re: b', 'c']);
  });

  it('continue if one of them fails, is rejected, is left or is aborted while it waits', async () => {
    const { conversation } = talker((request) => {
      return asked(request) === 'bad' ? providerError('invalid_request', 'No.', { provider: 'fake' }) : 'Yes.';
    });
    const waiting = new AbortController();
    const sends = [
      conversation.send('bad'),
      conversation.send(''),
      conversation.send({ message: 'late', signal: waiting.signal }),
      conversation.send({ message: 'left', stream: true }).then((stream) => stream[Symbol.asyncDispose]()),
      conversation.send('good'),
    ];
    waiting.abort(new Error('Too late.'));
    const settled = await Promise.allSettled(sends);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(conversation.turns).toEqual([user('good'), assistant('Yes.')]);
  });
});

describe('an interrupted turn', () => {
  const half: FakeAnswer = [
    { type: 'text', text: 'Half' },
    providerError('invalid_request', 'No.', { provider: 'fake' }),
  ];

  it('is stored separately with its partial answer, and is never sent', async () => {
    const { conversation, provider } = talker((request) => (asked(request) === 'bad' ? half : 'Yes.'));
    await conversation.send('good');
    const stream = await conversation.send({ message: 'bad', stream: true });
    await thrown(stream.result);
    expect(conversation.interrupted).toEqual({
      question: user('bad'),
      steps: [],
      content: [{ type: 'text', text: 'Half' }],
      reason: 'No.',
    });
    expect(conversation.turns.length).toBe(2);
    await conversation.send('again');
    expect(provider.requests.at(-1)?.messages.map(messageText)).toEqual(['good', 'Yes.', 'again']);
    expect(conversation.interrupted).toBe(undefined);
  });

  it.each<[string, (conversation: Conversation) => Promise<unknown>, object]>([
    [
      'fails whole',
      (conversation) => thrown(conversation.send('bad')),
      { content: [{ type: 'text', text: 'Half' }], reason: 'No.' },
    ],
    [
      'is left',
      async (conversation) => {
        for await (const _ of await conversation.send({ message: 'good', stream: true })) break;
      },
      { content: [{ type: 'text', text: 'One ' }], reason: 'The stream was left before its end.' },
    ],
    [
      'is empty',
      (conversation) => conversation.send('empty'),
      { content: [], reason: 'The answer was empty (content_filter).' },
    ],
    [
      'does not fit its schema',
      (conversation) => thrown(conversation.send({ message: 'good', schema: { type: 'object' } })),
      { content: [{ type: 'text', text: 'One two.' }], reason: 'The answer cannot be read as JSON: it is not JSON.' },
    ],
  ])('is a turn that %s', async (_, send, expected) => {
    const { conversation } = talker((request) => {
      if (asked(request) === 'empty') return [fakeFinish({ finishReason: 'content_filter' })];
      return asked(request) === 'bad' ? half : 'One two.';
    });
    await send(conversation);
    expect(conversation.interrupted).toMatchObject(expected);
    expect(conversation.turns).toEqual([]);
    conversation.clear();
    expect(conversation.interrupted).toBe(undefined);
  });

  it('is also a turn that was aborted before the first event', async () => {
    const controller = new AbortController();
    const begun = Promise.withResolvers<void>();
    const provider = fakeProvider({
      answer: () => {
        begun.resolve();
        return never;
      },
    });
    const { conversation } = new LLMClient({ provider });
    const sent = conversation.send({ message: 'a', stream: true, signal: controller.signal });
    await begun.promise;
    controller.abort(new Error('Enough.'));
    await thrown(sent);
    expect(conversation.interrupted).toEqual({ question: user('a'), steps: [], content: [], reason: 'Enough.' });
  });
});
