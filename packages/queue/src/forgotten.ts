/** Ids of calls that were removed from Redis a short time ago. */
export interface Forgotten {
  add(ids: readonly string[]): void;
  /** Returns the ids of the last 10 seconds. */
  recent(): readonly string[];
}

/** Milliseconds of writes that a Redis with `appendfsync everysec` may lose: one or two seconds, and a margin. */
const memory = 10_000;

/** Creates an empty list. */
export function createForgotten(): Forgotten {
  let list: { readonly at: number; readonly ids: readonly string[] }[] = [];
  const clean = (): void => {
    const since = performance.now() - memory;
    list = list.filter(({ at }) => at >= since);
  };
  return {
    add(ids) {
      clean();
      list.push({ at: performance.now(), ids });
    },
    recent() {
      clean();
      return list.flatMap(({ ids }) => ids);
    },
  };
}
