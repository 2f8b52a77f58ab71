/** Ids of calls that were recently deleted from Redis. */
export interface Forgotten {
  add(ids: readonly string[]): void;
  /** Returns the ids of the last 10 seconds. */
  recent(): readonly string[];
}

/** Milliseconds of writes that a crash of Redis may lose: up to 2 s with `appendfsync everysec`, and a margin. */
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
