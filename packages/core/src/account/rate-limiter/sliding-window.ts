/** Entry of one request in a window. */
export interface Entry {
  readonly at: number;
  readonly tokens: number;
}

/** Requests that began within the last 60 seconds. Times are milliseconds of `clock.monotonic()`. */
export interface Minute {
  add(at: number, tokens: number): Entry;
  /** Replaces the estimated tokens of an entry. */
  settle(entry: Entry, tokens: number): void;
  /** Returns the time at which one more request fits into `limit`, or `undefined` if it fits now. */
  freeForRequest(limit: number, now: number): number | undefined;
  /**
   * Returns the time at which `tokens` fit into `limit`, or `undefined` if they fit now. An empty window accepts any
   * number.
   */
  freeForTokens(limit: number, tokens: number, now: number): number | undefined;
}

const length = 60_000;

interface OwnEntry extends Entry {
  tokens: number;
}

/** Creates an empty window. */
export function createMinute(): Minute {
  let entries: OwnEntry[] = [];
  /** Number of expired entries at the start of the list. */
  let left = 0;
  let sum = 0;
  const forget = (now: number): void => {
    for (let entry = entries[left]; entry && now - entry.at >= length; entry = entries[left]) {
      sum -= entry.tokens;
      left += 1;
    }
    if (left < 64 || left < entries.length / 2) return;
    entries = entries.slice(left);
    left = 0;
  };
  return {
    add(at, tokens) {
      forget(at);
      const entry = { at, tokens };
      entries.push(entry);
      sum += tokens;
      return entry;
    },
    settle(entry: OwnEntry, tokens) {
      const oldest = entries[left];
      if (oldest && entry.at >= oldest.at) sum += tokens - entry.tokens;
      entry.tokens = tokens;
    },
    freeForRequest(limit, now) {
      forget(now);
      const last = entries[entries.length - limit];
      return last && entries.length - left >= limit ? last.at + length : undefined;
    },
    freeForTokens(limit, tokens, now) {
      forget(now);
      let over = sum + tokens - limit;
      let free: number | undefined;
      for (let index = left; over > 0 && index < entries.length; index += 1) {
        const entry = entries[index] as OwnEntry;
        over -= entry.tokens;
        free = entry.at + length;
      }
      return free;
    },
  };
}
