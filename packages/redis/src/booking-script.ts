import { createScript, type Script } from './script.ts';

/**
 * Books start times. KEYS: the limiter, the processes. ARGV: requests per minute or 0, tokens per minute or 0, `burst`
 * in milliseconds, number of cancelled requests, correction of tokens, milliseconds of a pause, time for which the
 * process still uses its own bookings in milliseconds, 1 if the process returns after an outage of Redis, id of the
 * process, and the tokens of each request.
 *
 * After an outage, all processes return at the same time. Otherwise the first one would use the whole limit while the
 * others still use their shares.
 *
 * The limiter stores the earliest start of the next request for each limit. A request may start `burst` milliseconds
 * before it. Only 99 % of the limits are used, because late timers of a busy machine send several requests at once.
 *
 * Returns the number of processes in the last minute, the milliseconds until the process may return, and the delay of
 * each request in milliseconds.
 */
export const bookScript: Script = createScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local perRequest, perToken = 0, 0
if tonumber(ARGV[1]) > 0 then perRequest = 60600 / ARGV[1] end
if tonumber(ARGV[2]) > 0 then perToken = 60600 / ARGV[2] end
local burst = tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'requests', 'tokens', 'pause')
local requests = tonumber(known[1] or now) - ARGV[4] * perRequest
local tokens = tonumber(known[2] or now) + ARGV[5] * perToken
local pause = math.max(tonumber(known[3] or 0), now + ARGV[6])
local back = 0
if ARGV[8] == '1' then
  local at = tonumber(redis.call('HGET', KEYS[1], 'back') or 0)
  if at < now - 10000 then
    at = now + 1500
    redis.call('HSET', KEYS[1], 'back', string.format('%.3f', at))
  end
  back = math.max(0, at - now)
end
local delays = {}
local last = #ARGV
if back > 0 then last = 0 end
for i = 10, last do
  local start = math.max(now + ARGV[7], requests - burst, tokens - burst)
  if pause > now then start = math.max(start, pause) end
  if perRequest > 0 then requests = math.max(requests, start) + perRequest end
  if perToken > 0 then tokens = math.max(tokens, start) + ARGV[i] * perToken end
  delays[#delays + 1] = string.format('%.3f', start - now)
end
redis.call('HSET', KEYS[1], 'requests', string.format('%.3f', requests), 'tokens', string.format('%.3f', tokens),
  'pause', string.format('%.3f', pause))
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(requests, tokens, pause) - now) + 600000)
redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[9])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - 60000))
redis.call('PEXPIRE', KEYS[2], 120000)
return { redis.call('ZCARD', KEYS[2]), string.format('%.3f', back), delays }
`);
