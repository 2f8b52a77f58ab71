import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';
import { answerMessage } from './take-turn.ts';

const question: Message = { role: 'user', content: 'Hi' };
const answer: Message = { role: 'assistant', content: 'Hello.' };
const system = (content: string): Message => ({ role: 'system', content });

describe('a conversation', () => {
  it('starts empty, or with the given messages', () => {
    expect(new Conversation().messages).toEqual([]);
    const given = new Conversation({ system: 'Be brief.', messages: [question, answer] });
    expect(given.messages).toEqual([system('Be brief.'), question, answer]);
    expect([given.system, given.turns]).toEqual(['Be brief.', [question, answer]]);
  });

  it('has one system prompt: the latest', () => {
    const conversation = new Conversation({ system: 'One', messages: [question, system('Two'), answer] });
    expect(conversation.messages).toEqual([system('Two'), question, answer]);
    conversation.setSystem('Three');
    conversation.add(system('Four'), system('Five'));
    expect(conversation.messages).toEqual([system('Five'), question, answer]);
    conversation.setSystem('');
    expect(conversation.messages).toEqual([question, answer]);
    conversation.setSystem(undefined);
    expect(conversation.messages).toEqual([question, answer]);
  });

  it('returns snapshots that do not change', () => {
    const conversation = new Conversation();
    const before = [conversation.messages, conversation.turns];
    conversation.add(question, answer);
    expect(before).toEqual([[], []]);
    expect(conversation.messages.length).toBe(2);
    expect(() => (conversation.turns as Message[]).push(question)).toThrow(TypeError);
    expect(conversation.turns.length).toBe(2);
  });

  it('clears its turns and keeps its system prompt', () => {
    const conversation = new Conversation({ system: 'One', messages: [question, answer] });
    conversation.clear();
    expect(conversation.messages).toEqual([system('One')]);
  });

  it('adds all messages or none', async () => {
    const conversation = new Conversation({ system: 'One' });
    const bad: Message = { role: 'system', content: [{ type: 'text', text: 'Two' }] };
    expect(await thrown(() => conversation.add(question, bad))).toBeInstanceOf(ConfigurationError);
    expect(conversation.messages).toEqual([system('One')]);
  });
});

describe('an option of a conversation', () => {
  const client = new LLMClient({ provider: fakeProvider() });
  it.each<[string, () => unknown]>([
    ["Conversation has no option 'sytem'. Did you mean 'system'", () => new Conversation({ sytem: 'One' } as object)],
    ["has no option 'sytem'", () => client.startConversation({ sytem: 'One' } as object)],
    ["Conversation.open has no option 'messages'", () => Conversation.open('x', { messages: [] } as object)],
    ["Conversation.fromJSON has no option 'system'", () => Conversation.fromJSON({}, { system: '' } as object)],
    ["Option 'system' must be a string, not 7", () => new Conversation({ system: 7 as never })],
    ["Option 'system' must be a string, not 7", () => new Conversation().setSystem(7 as never)],
    ['must be an LLMClient, not {}', () => new Conversation({ client: {} as never })],
    ['must be an LLMClient, not null', () => new Conversation().use(null as never)],
    ["Option 'trim' must be", () => client.startConversation({ trim: 'newest' as never })],
  ])('is rejected if it is invalid: %s', async (words, make) => {
    const error = await thrown(async () => make());
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });

  it('may be undefined', () => {
    expect(new Conversation({ system: undefined, client: undefined, trim: undefined }).messages).toEqual([]);
    expect(new Conversation().use(client).system).toBe(undefined);
  });
});

describe('the history of a conversation', () => {
  const begun = () => new Conversation({ system: 'One', messages: [question, answer] });

  it('can be forked', () => {
    const one = begun();
    const other = one.fork();
    other.add(question);
    other.setSystem('Two');
    expect([one.messages, other.messages.length]).toEqual([[system('One'), question, answer], 4]);
  });

  it('can be undone, one exchange at a time', () => {
    const conversation = begun();
    const tool: Message = { role: 'tool', content: [] };
    conversation.add(question, answer, tool, answer);
    expect(conversation.undo()).toEqual([question, answer, tool, answer]);
    expect(conversation.undo()).toEqual([question, answer]);
    expect([conversation.undo(), conversation.messages]).toEqual([[], [system('One')]]);
  });

  it('can be edited, including the system prompt', async () => {
    const conversation = begun();
    conversation.edit(1, { role: 'user', content: 'Hello' });
    conversation.edit(0, system('Two'));
    expect(conversation.messages).toEqual([system('Two'), { role: 'user', content: 'Hello' }, answer]);
    const wrong: [number, Message][] = [
      [3, question],
      [-1, question],
      [0, question],
      [1, system('Three')],
      [1, { role: 'king' } as never],
    ];
    for (const [index, message] of wrong) {
      expect(await thrown(() => conversation.edit(index, message))).toBeInstanceOf(ConfigurationError);
    }
    expect(conversation.messages.length).toBe(3);
  });

  it('accepts only valid messages', async () => {
    const bad = { role: 'user', content: [{ type: 'text' }] } as never;
    expect(String(await thrown(() => new Conversation({ messages: [question, bad] })))).toContain('messages[1]');
    expect(await thrown(() => new Conversation({ trim: 'newest' as never }))).toBeInstanceOf(ConfigurationError);
  });
});

describe('answerMessage', () => {
  const of = (...content: ContentPart[]) => answerMessage({ content } as unknown as GenerateResult);
  const call: ContentPart = { type: 'tool-call', id: 'c1', name: 'look', arguments: {} };
  const signed: ContentPart = { type: 'text', text: '', providerData: { fake: 'signature' } };

  it('converts an answer to the shortest form of a turn', () => {
    expect(of({ type: 'text', text: 'Hello.' })).toEqual(answer);
    expect(of(call)).toEqual({ role: 'assistant', content: [call] });
    expect(of(signed)).toEqual({ role: 'assistant', content: [signed] });
    const refusal: ContentPart = { type: 'refusal', text: 'No.' };
    expect(of(refusal)).toEqual({ role: 'assistant', content: [refusal] });
  });

  it('returns undefined for an empty answer', () => {
    expect(of()).toBe(undefined);
    expect(of({ type: 'text', text: ' \n' })).toBe(undefined);
  });
});
