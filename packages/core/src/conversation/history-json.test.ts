import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import { thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';
import { emptyHistory } from './history.ts';
import { historyFromJSON, historyToJSON } from './history-json.ts';

const text = fc.string({ unit: 'grapheme' });
const json = fc
  .jsonValue({ noUnicodeString: false } as object)
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const providerData = fc.dictionary(text, json);
const part: fc.Arbitrary<ContentPart> = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'reasoning'), text, providerData }, { requiredKeys: ['type', 'text'] }),
  fc.record({ type: fc.constant('refusal'), text }),
  fc.record(
    { type: fc.constantFrom('image', 'audio', 'video', 'file'), url: text, mediaType: text },
    { requiredKeys: ['type', 'url'] },
  ),
  fc.record(
    { type: fc.constant('tool-call'), id: text, name: text, arguments: json, providerData },
    { requiredKeys: ['type', 'id', 'name', 'arguments'] },
  ),
  fc.record(
    { type: fc.constant('tool-result'), id: text, name: text, output: json, isError: fc.boolean() },
    { requiredKeys: ['type', 'id', 'name', 'output'] },
  ),
) as fc.Arbitrary<ContentPart>;
const message: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('user', 'assistant', 'tool'),
  content: fc.oneof(text, fc.array(part, { maxLength: 4 })),
});
const history = fc.record({
  system: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  turns: fc.array(message, { maxLength: 8 }),
  interrupted: fc.option(
    fc.record({
      question: message,
      steps: fc.array(message, { maxLength: 2 }),
      content: fc.array(part, { maxLength: 2 }),
      reason: text,
    }),
    { nil: undefined },
  ),
  summary: fc.option(fc.record({ count: fc.nat(), digest: text, text }), { nil: undefined }),
});

describe('a conversation as JSON', () => {
  it('is restored unchanged', () => {
    fc.assert(
      fc.property(history, (before) => {
        const written = JSON.stringify(historyToJSON(before));
        const { system, turns, interrupted, summary } = historyFromJSON(JSON.parse(written));
        expect({ system, turns, interrupted, summary }).toEqual(before);
      }),
    );
  });

  it('is read from the format of version 1', () => {
    const written = `{"format":"rephysco-conversation","version":1,"system":"Be brief.","messages":[
      {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image","url":"https://img.example.com/a.png"}]},
      {"role":"assistant","content":[{"type":"reasoning","text":"Hm","providerData":{"some":{"id":"r1"}}},
        {"type":"tool-call","id":"c1","name":"look","arguments":{"at":"sky"}}]},
      {"role":"tool","content":[{"type":"tool-result","id":"c1","name":"look","output":"blue","isError":false}]},
      {"role":"assistant","content":"It is blue."}],
      "interrupted":{"question":{"role":"user","content":"Why?"},"steps":[],"content":[],"reason":"Cut."}}`;
    const conversation = Conversation.fromJSON(JSON.parse(written));
    expect([conversation.system, conversation.turns.length]).toEqual(['Be brief.', 4]);
    expect(conversation.interrupted?.reason).toBe('Cut.');
    expect(JSON.parse(JSON.stringify(conversation))).toEqual(JSON.parse(written));
  });

  it.each<[unknown, string]>([
    [undefined, 'not a Rephysco conversation'],
    [[], 'not a Rephysco conversation'],
    ['{}', 'not a Rephysco conversation'],
    [{ ...historyToJSON(emptyHistory), format: 'other' }, 'not a Rephysco conversation'],
    [{ ...historyToJSON(emptyHistory), version: 2 }, 'version 2'],
    [{ ...historyToJSON(emptyHistory), messages: undefined }, 'damaged'],
    [{ ...historyToJSON(emptyHistory), messages: [{ role: 'system', content: 'x' }] }, 'damaged'],
    [{ ...historyToJSON(emptyHistory), messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'damaged'],
    [{ ...historyToJSON(emptyHistory), system: 7 }, 'damaged'],
    [{ ...historyToJSON(emptyHistory), interrupted: { reason: 'x' } }, 'damaged'],
  ])('is rejected if it is %j', async (value, words) => {
    const error = await thrown(() => Conversation.fromJSON(value));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(words);
  });
});
