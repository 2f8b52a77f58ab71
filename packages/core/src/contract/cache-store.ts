/** Value, or a promise of it. */
export type Awaitable<Value> = Value | Promise<Value>;

/**
 * Storage of the cache. A `Map` or a Keyv instance (version 5 or 6) is a valid store. Keyv connects Redis, Valkey,
 * Postgres and other databases. An error of a store never fails a request.
 */
export interface CacheStore {
  /** Returns the value of a key, or `undefined` if there is none. */
  get(key: string): Awaitable<unknown>;
  /**
   * Stores a JSON value under a key and replaces the previous value.
   *
   * @param ttlMs lifetime in milliseconds. Default: the `ttl` of the store
   */
  set(key: string, value: unknown, ttlMs?: number): unknown;
  delete?(key: string): unknown;
  clear?(): unknown;
  /** Closes connections. A client never calls this method of a store that it received as an option. */
  disconnect?(): unknown;
  /** Default lifetime of values, in milliseconds. It takes precedence over `Config.cacheTtl`. */
  readonly ttl?: number | undefined;
  /** `true` turns the time limit of the cache off, because the store is local or has its own time limit. */
  readonly local?: boolean | undefined;
  /** Returns the latest warning of the store once, then `undefined` until the next problem. */
  takeWarning?(): string | undefined;
}
