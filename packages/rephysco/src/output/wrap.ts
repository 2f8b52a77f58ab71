import { stripVTControlCharacters } from 'node:util';

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const everyWide: RegExp = new RegExp(wide.source, 'gu');

/** Returns the width of a text on a terminal, in columns: wide characters count 2, combining characters 0. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text).replaceAll(/\p{M}|\u200b|\u200c|\u200d|\ufe0f/gu, '');
  return [...plain].length + (plain.match(everyWide)?.length ?? 0);
}

/** Unbreakable part of a line, with the space before it. */
interface Unit {
  readonly text: string;
  readonly space: string;
}

/** Splits a line at spaces and between wide characters, because such scripts have no spaces between words. */
function unitsOf(line: string): readonly Unit[] {
  const pattern = new RegExp(`(\\s*)((?:${wide.source})(?:\\p{M}|\\ufe0f)*|(?:(?!${wide.source})\\S)+)`, 'gu');
  return [...line.matchAll(pattern)].map(([, space = '', text = '']) => ({ text, space }));
}

/** Returns the width in columns of the widest unbreakable part of a text. */
export function unbreakableWidth(text: string): number {
  return Math.max(0, ...unitsOf(text).map((unit) => widthOf(unit.text)));
}

/** Options of `wrap`. */
export interface WrapOptions {
  /** Text before the second and later lines of a paragraph. @default '' */
  readonly indent?: string;
  /** Breaks words that are wider than a line. Otherwise such a word gets a line of its own. @default false */
  readonly breakWords?: boolean;
}

/** Wraps the lines of a text at words. Keeps the spaces inside a line that fits. */
export function wrap(text: string, width: number, { indent = '', breakWords = false }: WrapOptions = {}): string {
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= width ? line : wrapLine(line, Math.max(1, width), indent, breakWords)))
    .join('\n');
}

function wrapLine(text: string, width: number, indent: string, breakWords: boolean): string {
  const lines: string[] = [];
  let line = '';
  for (const unit of unitsOf(text).flatMap((each) => (breakWords ? partsOf(each, width - widthOf(indent)) : each))) {
    const longer = `${line}${unit.space}${unit.text}`;
    if (line.trim() === '' || widthOf(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = `${indent}${unit.text}`;
    }
  }
  return [...lines, line].join('\n');
}

function partsOf({ text, space }: Unit, width: number): readonly Unit[] {
  const parts: string[] = [''];
  for (const character of text) {
    const last = parts.at(-1) ?? '';
    if (last !== '' && widthOf(last + character) > Math.max(1, width)) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts.map((part, index) => ({ text: part, space: index === 0 ? space : '' }));
}
