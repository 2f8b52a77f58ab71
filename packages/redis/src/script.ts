import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.ts';

/** A Lua script: one step that no other client can interrupt. */
export type Script = (
  client: RedisClient,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Prepares a Lua script. Redis receives its text once, and its hash afterwards. */
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
