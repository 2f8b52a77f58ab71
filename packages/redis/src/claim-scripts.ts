import { createScript, type Script } from './script.ts';

/** Deletes the claim `KEYS[1]` if it belongs to the id `ARGV[1]`. */
export const releaseScript: Script = createScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** Extends the claim `KEYS[1]` by `ARGV[2]` milliseconds if it belongs to the id `ARGV[1]`. */
export const renewScript: Script = createScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`);
