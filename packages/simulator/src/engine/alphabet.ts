/** A text of no letters but A to Z, and of the common punctuation: dashes, typographic quotes, the ellipsis. */
export function isPlain(text: string): boolean {
  return !/[^\0-\x7f\u2010-\u2026]/.test(text);
}

/**
 * Chooses between two expressions that mean the same, of which one knows the letters of all scripts: that one takes
 * Node 2 ms of CPU to make, so it is made when a text needs it.
 *
 * @param plain for texts that are plain, where it finds the same
 * @param full for all texts
 */
export function byAlphabet(plain: RegExp, full: () => RegExp): (text: string) => RegExp {
  let made: RegExp | undefined;
  return (text) => {
    if (isPlain(text)) return plain;
    made ??= full();
    return made;
  };
}
