/** Returns `true` for a text with only the letters A to Z and common punctuation, such as dashes and curly quotes. */
export function isPlain(text: string): boolean {
  return !/[^\0-\x7f\u2010-\u2026]/.test(text);
}

/**
 * Chooses between two equivalent expressions. The full one matches the letters of all scripts. It takes Node 2 ms of
 * CPU to create, so it is created when a text needs it.
 *
 * @param plain for plain texts, in which it finds the same matches
 * @param full creates the expression for all texts
 */
export function byAlphabet(plain: RegExp, full: () => RegExp): (text: string) => RegExp {
  let made: RegExp | undefined;
  return (text) => {
    if (isPlain(text)) return plain;
    made ??= full();
    return made;
  };
}
