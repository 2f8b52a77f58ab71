const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_.\s]/g, '');

/**
 * Returns the known names that are similar to a name, most similar first: names within an edit distance of 2, and names
 * that start with the whole name.
 */
export function nearestNames(name: string, known: readonly string[], limit: number = 4): readonly string[] {
  const wanted = plain(name);
  const most = Math.min(2, (wanted.length - 1) / 2);
  const rated = known.map((each) => ({ each, distance: distanceOf(plain(each), wanted) }));
  const near = rated.filter(({ distance }) => distance <= most);
  return near
    .sort((one, other) => one.distance - other.distance)
    .map(({ each }) => each)
    .slice(0, limit);
}

/** Returns the edit distance. Swapped neighbours count as one edit. A name that starts with the wanted one has 0.5. */
function distanceOf(name: string, wanted: string): number {
  if (wanted.length >= 3 && name !== wanted && name.startsWith(wanted)) return 0.5;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: wanted.length + 1 }, (_, index) => index);
  for (let index = 0; index < name.length; index += 1) {
    const next = [index + 1];
    for (let place = 0; place < wanted.length; place += 1) {
      const replaced = (row[place] ?? 0) + (name[index] === wanted[place] ? 0 : 1);
      const swapped =
        index > 0 && place > 0 && name[index] === wanted[place - 1] && name[index - 1] === wanted[place]
          ? (before[place - 1] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
