/** Ids of the calls of a run: a hash of the content, and a number that distinguishes equal calls. */
export interface CallIds {
  /** Returns an id for a call with this hash. Reuses the ids of an earlier, killed run first, in any order. */
  next(hash: string): string;
}

/**
 * Creates the ids of a run.
 *
 * @param left ids of calls whose outcomes an earlier run of the batch has not collected
 */
export function createCallIds(left: readonly string[]): CallIds {
  const known = new Map<string, string[]>();
  const counts = new Map<string, number>();
  for (const id of left) {
    const end = id.lastIndexOf('-');
    const [hash, number] = [id.slice(0, end), Number(id.slice(end + 1))];
    known.set(hash, [...(known.get(hash) ?? []), id]);
    counts.set(hash, Math.max(counts.get(hash) ?? 0, number + 1));
  }
  return {
    next(hash) {
      const earlier = known.get(hash)?.shift();
      if (earlier !== undefined) return earlier;
      const number = counts.get(hash) ?? 0;
      counts.set(hash, number + 1);
      return `${hash}-${number}`;
    },
  };
}
