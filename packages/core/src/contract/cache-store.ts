/** A value now or later. */
export type Awaitable<Value> = Value | Promise<Value>;

/**
 * Where answers are kept. A `Map` is a store as it is, and so is any Keyv instance (version 5 or 6), and with it
 * Redis, Valkey, Postgres and the like. What a store throws or loses never fails a request.
 */
export interface CacheStore {
  /** The value, or `undefined`. */
  get(key: string): Awaitable<unknown>;
  /**
   * Keeps a value, which is JSON, in place of the one before.
   *
   * @param ttlMs milliseconds that it stays, Keyv's unit. Default: the store's own `ttl`
   */
  set(key: string, value: unknown, ttlMs?: number): unknown;
  delete?(key: string): unknown;
  clear?(): unknown;
  /** Lets go of connections. A client never does this to a store that it was given. */
  disconnect?(): unknown;
  /** Default lifetime of values, in milliseconds. It takes precedence over `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
  /** Needs no time limit: its answers come from this machine, or it sets limits by itself. */
  readonly local?: boolean | undefined;
  /** What went wrong since it was last asked, said once. */
  takeWarning?(): string | undefined;
}
