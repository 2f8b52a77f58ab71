/** Word of a command line, with the quote that is open at its end. */
interface Word {
  raw: string;
  text: string;
}

/**
 * Splits a command line into words as POSIX shells do. Variables and command substitutions are kept unchanged and never
 * evaluated. The last word is empty after a space.
 */
export function splitLine(line: string): readonly string[] {
  return wordsOf(line).map(({ text }) => text);
}

/** Returns the last word of a command line with its quotes and backslashes. */
export function currentWord(line: string): string {
  return wordsOf(line).at(-1)?.raw ?? '';
}

function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  let open: string | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (open === undefined && /\s/.test(character)) {
      if (word) words.push(word);
      word = undefined;
      continue;
    }
    word ??= { raw: '', text: '' };
    word.raw += character;
    if (character === '\\' && open !== "'") {
      index += 1;
      word.raw += line[index] ?? '';
      word.text += line[index] ?? '';
    } else if (character === open) {
      open = undefined;
    } else if (open === undefined && (character === '"' || character === "'")) {
      open = character;
    } else {
      word.text += character;
    }
  }
  return [...words, word ?? { raw: '', text: '' }];
}

/** Quotes a value for bash in the same way as the word that it replaces. */
export function quote(value: string, raw: string): string {
  if (/^["']/.test(raw)) return value;
  return value.replaceAll(/[\s"'\\$`&|;<>()*?[\]{}!#~]/g, (character, index: number) =>
    character === '~' && index === 0 ? character : `\\${character}`,
  );
}
