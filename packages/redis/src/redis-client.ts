/** A client of Redis, as far as it is used here. Every client of `ioredis` is one. */
export interface RedisClient {
  /** Sends a command and returns its reply. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}
