/** Part of a Redis client that this package uses. Every client of `ioredis` has it. */
export interface RedisClient {
  /** Sends a command and returns its reply. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}
