import { describe, expect, it } from 'vitest';
import { type ContentPart, isMediaPart, messageParts, messageText } from './message.ts';

const parts: readonly ContentPart[] = [
  { type: 'reasoning', text: 'Hm.' },
  { type: 'text', text: 'One, ' },
  { type: 'image', url: 'https://img.example.com/a.png' },
  { type: 'text', text: 'two.' },
  { type: 'refusal', text: 'No.' },
  { type: 'tool-call', id: 'c1', name: 'look', arguments: {} },
  { type: 'tool-result', id: 'c1', name: 'look', output: 1 },
];

describe('a message', () => {
  it('with a string has one text part', () => {
    const message = { role: 'user', content: 'Hi' } as const;
    expect(messageParts(message)).toEqual([{ type: 'text', text: 'Hi' }]);
    expect(messageText(message)).toBe('Hi');
  });

  it('with parts has a text without reasoning, refusals, media and tools', () => {
    const message = { role: 'assistant', content: parts } as const;
    expect(messageParts(message)).toBe(parts);
    expect(messageText(message)).toBe('One, two.');
    expect(messageText({ role: 'assistant', content: [] })).toBe('');
  });

  it('distinguishes media from other parts', () => {
    expect(parts.filter(isMediaPart).map(({ type }) => type)).toEqual(['image']);
    for (const type of ['image', 'audio', 'video', 'file'] as const) expect(isMediaPart({ type, url: '' })).toBe(true);
  });
});
