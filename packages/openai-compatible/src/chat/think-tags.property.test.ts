import type { ContentEvent } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitThinking } from './think-tags.ts';

/** Splits a text that arrives in fragments. Returns the reasoning and the text. */
function split(pieces: readonly string[], open: boolean): { readonly reasoning: string; readonly text: string } {
  const splitter = splitThinking(open);
  const events = [...pieces.flatMap((text) => splitter.add({ type: 'text', text })), ...splitter.end()];
  const of = (type: ContentEvent['type']): string =>
    events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  return { reasoning: of('reasoning'), text: of('text') };
}

const piece = fc.oneof(
  fc.constantFrom('<think>', '</think>', '<thinking>', '</thinking>', '<', '</', 'think>', '\n', ' ', '<THINK>', '>'),
  fc.string({ maxLength: 4 }),
);

describe('thinking in tags', () => {
  it('is split in the same way for any fragments of the text', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), (pieces, open) => {
        const whole = pieces.join('');
        expect(split(pieces, open)).toEqual(split([whole], open));
        expect(split(whole.split(''), open)).toEqual(split([whole], open));
      }),
      { numRuns: 2000 },
    );
  });

  it('loses only the tags and the white space around them', () => {
    const plain = (text: string): string => text.replace(/<\/?(?:think|thinking|thought|reasoning)>|\s/gi, '');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const whole = pieces.join('');
        const { reasoning, text } = split(pieces, false);
        expect(plain(reasoning) + plain(text)).toBe(plain(whole));
      }),
    );
  });
});
