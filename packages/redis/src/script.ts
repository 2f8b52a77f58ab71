import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.ts';

/** Function that runs a Lua script. Redis executes a script atomically. */
export type Script = (
  client: RedisClient,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Creates a Lua script. Sends its text to Redis once, and afterwards only its hash. */
export function createScript(text: string): Script {
  const hash = createHash('sha1').update(text).digest('hex');
  return async (client, keys, args) => {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await client.call('EVALSHA', hash, ...rest);
    } catch (error) {
      // Redis forgets scripts when it restarts.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.call('EVAL', text, ...rest);
    }
  };
}
