import { createScript, type Script } from './script.ts';

/** Counts reservations whose lease has ended as spent, because their crashed process may have spent all of them. */
const expire = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1000)) do
  local amount = string.match(member, ':(%d+)$')
  redis.call('ZREM', KEYS[2], member)
  redis.call('ZADD', KEYS[3], now, member)
  redis.call('HINCRBY', KEYS[1], 'reserved', '-' .. amount)
  redis.call('HINCRBY', KEYS[1], 'spent', amount)
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - 86400000)
`;

const totals = `redis.call('HGET', KEYS[1], 'spent') or '0', redis.call('HGET', KEYS[1], 'reserved') or '0'`;

/**
 * Reserves an amount. KEYS: the sums, the reservations, the ended reservations. ARGV: the budget, the amount, the id of
 * the reservation, its lease in milliseconds. All amounts are whole units. Returns 1 or 0, the spent and the reserved
 * amount.
 */
export const reserveScript: Script = createScript(`${expire}
local known = redis.call('HMGET', KEYS[1], 'spent', 'reserved')
if tonumber(known[1] or 0) + tonumber(known[2] or 0) + ARGV[2] > tonumber(ARGV[1]) then
  return { 0, ${totals} }
end
redis.call('HINCRBY', KEYS[1], 'reserved', ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[3] .. ':' .. ARGV[2])
return { 1, ${totals} }
`);

/**
 * Replaces a reservation by the actual cost. KEYS as above. ARGV: the id, the reserved amount, the cost, and 1 if an
 * earlier try may have succeeded. A reservation that Redis does not know was lost in a crash, so its cost is added.
 */
export const settleScript: Script = createScript(`${expire}
local member = ARGV[1] .. ':' .. ARGV[2]
if redis.call('ZREM', KEYS[2], member) == 1 then
  redis.call('HINCRBY', KEYS[1], 'reserved', '-' .. ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'spent', ARGV[3])
elseif redis.call('ZREM', KEYS[3], member) == 1 then
  redis.call('HINCRBY', KEYS[1], 'spent', string.format('%.0f', ARGV[3] - ARGV[2]))
elseif ARGV[4] == '0' then
  redis.call('HINCRBY', KEYS[1], 'spent', ARGV[3])
end
return { 1, ${totals} }
`);
