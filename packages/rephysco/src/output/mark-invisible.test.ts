import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInvisibleMarker, markInvisible, toVisibleJSON } from './mark-invisible.ts';

describe('invisible characters', () => {
  it.each([
    ['a\u202eb', 'a<U+202E>b'],
    ['\u2066x\u2069', '<U+2066>x<U+2069>'],
    ['zero\u200bwidth', 'zero<U+200B>width'],
    ['\ufefftext', '<U+FEFF>text'],
    ['tag \u{e0041}\u{e007f}', 'tag <U+E0041><U+E007F>'],
    ['selector a\u{e0100}', 'selector a<U+E0100>'],
    ['a\u200d\u200db', 'a\u200d<U+200D>b'],
    ['1\u200c2', '1<U+200C>2'],
  ])('are marked in %j', (text, marked) => expect(markInvisible(text)).toBe(marked));

  it.each(['café', '👩\u200d💻', '👍🏽\u200d', 'می\u200cخواهم', 'क्\u200dष', '❤\ufe0f\u200d🔥', 'שלום'])(
    'leave %j unchanged',
    (text) => expect(markInvisible(text)).toBe(text),
  );

  it('are marked in the same way for any split of the text', () => {
    const piece = fc.constantFrom('a', '\u202e', '\u200d', '\u200b', '👩', '\u{e0041}', ' ', '\ud83d', '\udc69');
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(4)), (pieces, cuts) => {
        const text = pieces.join('');
        const marker = createInvisibleMarker();
        let shown = '';
        let at = 0;
        for (const cut of cuts) {
          shown += marker.write(text.slice(at, at + cut));
          at += cut;
        }
        shown += marker.write(text.slice(Math.min(at, text.length)));
        expect(markInvisible(text).startsWith(shown)).toBe(true);
        expect(markInvisible(text).length - shown.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('JSON for a terminal', () => {
  it('has the same value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => void expect(JSON.parse(toVisibleJSON(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('contains neither control characters nor invisible ones', () => {
    const json = toVisibleJSON({ text: '\u001b[2J\u009b2J\u202e\u{e0041}é👩\u200d💻' });
    expect(json).toBe('{"text":"\\u001b[2J\\u009b2J\\u202e\\udb40\\udc41é👩\\u200d💻"}');
  });
});
