import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { ToolCallEvent } from '../contract/events.ts';
import { messageText } from '../contract/message.ts';
import type { Tool } from '../contract/tool.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';

const call: ToolCallEvent = { type: 'tool-call', id: '1', name: 'ask', arguments: {} };
const calling: FakeAnswer = [call, fakeFinish({ finishReason: 'tool_calls' })];

/** Returns a client whose model calls the tool if the last message is `Call`, and answers otherwise. */
function client(execute: Tool['execute'] = () => 'x', options: object = {}) {
  const provider = fakeProvider({
    answer: ({ messages }) => (messages.slice(-1).map(messageText).join() === 'Call' ? calling : 'Done.'),
    models: { small: { id: 'small', contextWindow: 100, input: ['text'] } },
  });
  return new LLMClient({ provider, tools: [{ name: 'ask', execute }], enableRetries: false, ...options });
}

async function refused(sent: Promise<unknown>): Promise<void> {
  const error = await thrown(sent);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toContain('fork()');
}

describe('a message to a conversation from its own turn', () => {
  it.each([true, false])('is rejected immediately, and the conversation can continue (stream: %s)', async (stream) => {
    const own: LLMClient = client(() => own.chat('Again'));
    await refused(stream ? own.chat({ message: 'Call', stream }).then((answer) => answer.result) : own.chat('Call'));
    expect(own.conversation.interrupted).toMatchObject({ question: { content: 'Call' }, content: [call] });
    expect((await own.chat('Hi')).text).toBe('Done.');
  });

  it('is also rejected from approve and trim', async () => {
    const own: LLMClient = client(undefined, { approve: () => own.chat('May I?') });
    await refused(own.chat('Call'));
    const other = client();
    const trim = async () => {
      await other.chat('What to keep?');
      return [];
    };
    await refused(other.chat({ message: 'word '.repeat(400), model: 'small', trim }));
    expect([(await own.chat('Hi')).text, (await other.chat('Hi')).text]).toEqual(['Done.', 'Done.']);
  });

  it('is also rejected through another conversation', async () => {
    const outer: LLMClient = client(() => inner.chat('Call'));
    const inner: LLMClient = client(() => outer.chat('Again'));
    await refused(outer.chat('Call'));
  });

  it('throws in the tool, which can catch the error', async () => {
    const own: LLMClient = client(() => own.chat('Again').catch(() => 'Never mind.'));
    const { steps } = await own.chat('Call');
    expect(steps?.at(-1)?.content).toMatchObject([{ output: 'Never mind.' }]);
  });

  it('is accepted for a fork and another conversation, and as a call without one', async () => {
    const execute = async () => {
      const { text } = await own.conversation.fork().send('Hi');
      return [text, (await own.startConversation().send('Hi')).text, (await own.generate('Hi')).text].join(' ');
    };
    const own: LLMClient = client(execute);
    const { steps } = await own.chat('Call');
    expect(steps?.at(-1)?.content).toMatchObject([{ output: 'Done. Done. Done.' }]);
  });

  it('is accepted from a tool that has returned, and from notify', async () => {
    const later = Promise.withResolvers<void>();
    let sent: Promise<unknown> | undefined;
    const own: LLMClient = client(() => {
      sent = later.promise.then(() => own.chat('Later'));
    });
    await own.chat('Call');
    later.resolve();
    await sent;
    let told: Promise<unknown> | undefined;
    await own.chat({ message: 'Hi', model: 'unknown', notify: () => (told ??= own.chat('Told')) });
    await told;
    const asked = own.conversation.turns.filter(({ role }) => role === 'user').map(messageText);
    expect(asked).toEqual(['Call', 'Later', 'Hi', 'Told']);
  });

  it('does not affect tools of a class, and invalid tools are rejected', async () => {
    class Ask {
      get name(): string {
        return 'ask';
      }
      readonly #said = 'Private.';
      execute(): string {
        return this.#said;
      }
    }
    const own = client(() => 'x', { tools: [new Ask()] });
    expect((await own.chat('Call')).steps?.at(-1)?.content).toMatchObject([{ output: 'Private.' }]);
    for (const tools of [7, [undefined], [{ name: 'a', execute: 7 }]]) {
      expect(await thrown(own.chat({ message: 'Hi', tools: tools as never }))).toBeInstanceOf(ConfigurationError);
    }
  });
});

describe('a stream of a conversation', () => {
  const talker = (): Conversation =>
    new LLMClient({ provider: fakeProvider({ answer: ({ messages }) => `One two three ${messages.length}.` }) })
      .conversation;

  it('is completed if its reader sends another message meanwhile, and the reader receives all of it', async () => {
    const conversation = talker();
    const seen: string[] = [];
    for await (const piece of await conversation.send({ message: 'a', stream: true })) {
      if (seen.length === 0) expect((await conversation.send('b')).text).toBe('One two three 3.');
      seen.push(piece);
    }
    expect(seen.join('')).toBe('One two three 1.');
    expect(conversation.turns.map(messageText)).toEqual(['a', 'One two three 1.', 'b', 'One two three 3.']);
  });

  it('is completed if its reader stopped reading', async () => {
    const conversation = talker();
    const stream = await conversation.send({ message: 'a', stream: true });
    await stream[Symbol.asyncIterator]().next();
    expect((await conversation.send('b')).text).toBe('One two three 3.');
    await conversation.send({ message: 'c', stream: true });
    expect((await conversation.send('d')).text).toBe('One two three 7.');
  });

  it('frees the conversation if it is aborted unread', async () => {
    const controller = new AbortController();
    async function* generate() {
      yield { type: 'text', text: 'One' } as const;
      await never;
    }
    const client = new LLMClient({ provider: { ...fakeProvider(), generate } });
    await client.chat({ message: 'a', stream: true, signal: controller.signal });
    const next = client.conversation.use(new LLMClient({ provider: fakeProvider() })).send('b');
    controller.abort(new Error('Enough.'));
    expect((await next).text).toBe('Hello.');
    expect(client.conversation.turns.map(messageText)).toEqual(['b', 'Hello.']);
  });
});
