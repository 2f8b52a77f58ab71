/** One request's part in a minute. */
export interface Entry {
  readonly at: number;
  tokens: number;
}

/** What began within the last 60 seconds. Times are milliseconds of `clock.monotonic()`. */
export interface Minute {
  add(at: number, tokens: number): Entry;
  /** Puts an estimate right. */
  settle(entry: Entry, tokens: number): void;
  /** When one more request fits a limit; `undefined` for at once. */
  freeForRequest(limit: number, now: number): number | undefined;
  /** When so many tokens fit; what is more than the whole limit fits once nothing else is there. */
  freeForTokens(limit: number, tokens: number, now: number): number | undefined;
}

const length = 60_000;

/** Starts an empty minute. */
export function createMinute(): Minute {
  const entries: Entry[] = [];
  const forget = (now: number): void => {
    const kept = entries.findIndex(({ at }) => now - at < length);
    if (kept !== 0) entries.splice(0, kept < 0 ? entries.length : kept);
  };
  return {
    add(at, tokens) {
      forget(at);
      const entry = { at, tokens };
      entries.push(entry);
      return entry;
    },
    settle(entry, tokens) {
      entry.tokens = tokens;
    },
    freeForRequest(limit, now) {
      forget(now);
      const last = entries[entries.length - limit];
      return last && last.at + length;
    },
    freeForTokens(limit, tokens, now) {
      forget(now);
      let over = entries.reduce((sum, entry) => sum + entry.tokens, tokens) - limit;
      let free: number | undefined;
      for (const entry of entries) {
        if (over <= 0) break;
        over -= entry.tokens;
        free = entry.at + length;
      }
      return free;
    },
  };
}
