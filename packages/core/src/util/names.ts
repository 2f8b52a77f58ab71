/** Returns a name in lower case without `-` and `_`, for comparing spellings. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/**
 * Returns the known name with the most similar spelling: at most two letters differ, and less than half. Otherwise
 * `undefined`.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = plainName(name);
  const limit = Math.min(2, (wanted.length - 1) / 2);
  return known
    .map((each) => ({ each, distance: distance(plainName(each), wanted) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance)[0]?.each;
}

/** Returns the Levenshtein distance: the number of letters to add, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (const [place, each] of other.split('').entries()) {
      const replaced = (row[place] ?? 0) + (each === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
