import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../contract/errors.ts';
import { checkMessages } from './validate-messages.ts';

function problemOf(messages: unknown): string {
  try {
    checkMessages('messages', messages);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
}

const text = { type: 'text', text: 'Hi' };
const user = (...content: readonly unknown[]) => ({ role: 'user', content });

describe('the error for a wrong message part', () => {
  it.each([
    [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }, `write { type: 'image', url }`],
    [{ type: 'input_text', text: 'Hi' }, `write { type: 'text', text }`],
    [{ type: 'tool_use', id: '1', name: 'look' }, `write { type: 'tool-call', id, name, arguments }`],
    [{ type: 'poem' }, 'the type "poem" is not known; use one of text, reasoning'],
    [{ text: 'Hi' }, 'the type undefined is not known'],
    ['Hi', `write { type: 'text', text: "Hi" }`],
    [null, `a part must be an object with a 'type', not null`],
    [{ type: 'text' }, `'text' of a part of type 'text' must be text, not undefined`],
    [{ type: 'image', image: 'https://a.example/b.png' }, `Rename 'image' to 'url'.`],
    [{ type: 'tool-result', toolCallId: '1', name: 'look' }, `Rename 'toolCallId' to 'id'.`],
    [{ type: 'image', url: 'data:,', mediaType: 7 }, `'mediaType' must be text such as 'image/png', not 7`],
  ])('contains the position of %j and its correct form', (part, words) => {
    const problem = problemOf([user(text), user(text, part)]);
    expect(problem).toContain('messages[1].content[1]: ');
    expect(problem).toContain(words);
  });

  it('suggests a role for the role of another library', () => {
    const problem = problemOf([{ role: 'model', content: 'Hi' }]);
    expect(problem).toContain(`Write role: 'assistant' instead of "model".`);
  });

  it('is a ConfigurationError for any value, and every list of strings and known parts passes', () => {
    const known = fc.constantFrom(text, { type: 'image', url: 'data:,' }, { type: 'tool-call', id: '1', name: 'look' });
    const message = fc.record({
      role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
      content: fc.oneof(fc.string(), fc.array(known)),
    });
    fc.assert(fc.property(fc.array(message), (messages) => problemOf(messages) === ''));
    fc.assert(fc.property(fc.anything(), (value) => void problemOf([value])));
    fc.assert(fc.property(fc.anything(), (value) => void problemOf([user(value)])));
  });
});
