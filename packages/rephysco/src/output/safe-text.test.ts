import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextFilter, safeText } from './safe-text.ts';

const ESC = '\u001b';
const secret = 'cGF5bG9hZA';

/** Texts with which a model could control a terminal. No control sequence may get through. */
const attacks: Readonly<Record<string, string>> = {
  'OSC 52, which fills the clipboard': `${ESC}]52;c;${secret}\u0007`,
  'OSC 8, a link to elsewhere': `${ESC}]8;;https://evil.example/${secret}${ESC}\\${ESC}]8;;${ESC}\\`,
  'OSC 0, the title': `${ESC}]0;${secret}${ESC}\\`,
  'DCS, which makes the terminal answer': `${ESC}P+q${secret}${ESC}\\`,
  'APC, PM and SOS': `${ESC}_G${secret}${ESC}\\${ESC}^${secret}${ESC}\\${ESC}X${secret}${ESC}\\`,
  'CSI, which clears the screen': `${ESC}[2J${ESC}[3J${ESC}[H${ESC}[?1049h${ESC}[6n`,
  colours: `${ESC}[31;1m${ESC}[38:2::1:2:3m${ESC}[0m`,
  resets: `${ESC}c${ESC}[!p${ESC}(0${ESC}#8${ESC}>`,
  'bells, backspaces and other controls': '\u0007\b\b\b\r\u000b\u000c\u000e\u000f\u007f\u0000',
  'the 8-bit forms': `\u009b2J\u009d52;c;${secret}\u0007\u0090q${secret}\u009c\u009f${secret}\u009c\u0085\u008e`,
  'escapes cut short by others': `${ESC}${ESC}]0;${secret}${ESC}[31${ESC}[m${ESC}]2;${secret}\u0018${ESC}[\u001a`,
};

function inPieces(text: string, size: number): string {
  const filter = createTextFilter();
  let shown = '';
  for (let at = 0; at < text.length; at += size) shown += filter.write(text.slice(at, at + size));
  filter.end();
  return shown;
}

describe('papercut 17: the model’s output drives the terminal', () => {
  it.each(Object.entries(attacks))('no part of %s is printed, for any split', (_, attack) => {
    const text = `before\t推进 ${attack}after\n`;
    const sizes = Array.from(text, (_, size) => size + 1);
    expect(new Set(sizes.map((size) => inPieces(text, size)))).toEqual(new Set(['before\t推进 after\n']));
  });

  it.each(Object.entries(attacks))('no part of %s is printed at the end', (_, attack) => {
    for (let length = 0; length <= attack.length; length += 1) {
      expect(inPieces(`before${attack.slice(0, length)}`, 1).replace(/^before/, '')).toBe('');
    }
  });

  it('the output never contains a control character, and is equal for any split', () => {
    const character = fc.oneof(fc.constantFrom(...`${ESC}[]P_\\;?0m\u0007\u009b\u009c\u009d\r\n\t`), fc.string());
    fc.assert(
      fc.property(fc.array(character), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
        const text = pieces.join('');
        const shown = inPieces(text, size);
        expect(shown).toBe(safeText(text));
        expect(shown).not.toMatch(/[\p{Cc}--[\t\n]]/v);
      }),
    );
  });
});

describe('the text filter', () => {
  it('leaves ordinary text unchanged', () => {
    const text = 'plain — 中文 👩‍👩‍👧 `[31m` \t\n\n| a | b |';
    expect(inPieces(text, 1)).toBe(text);
  });

  it('keeps the text after an aborted sequence', () => {
    expect(safeText(`a${ESC}\nb${ESC}[推c`)).toBe('a\nb推c');
  });

  it('returns text that was not a sequence, without its control characters', () => {
    const text = 'word '.repeat(2000);
    expect(safeText(`${ESC}]${text}`)).toBe(`]${text}`);
  });
});
