import { RATE_SPAN_MS } from '#lib/domain/limits/standing.ts';

/** Leases that end are given back by whoever claims next, so many at most by each. */
const EXPIRED_PER_CLAIM = 20;
/** What a call holds is known for so long after its lease has ended, should it be settled after all. */
const EXPIRED_KEPT_MS = 3_600_000;
/** Requests that lie further in the future were made before Redis' clock was set back: they would count for too long. */
const CLOCK_STEP_US = 1_000_000;

/** Admits or refuses; {@link ClaimMessage} is its first argument, what the keys of calls begin with the second. */
export const CLAIM = `
local claim = cjson.decode(ARGV[1])
local leases, call = KEYS[1], KEYS[2]
local SPAN = ${RATE_SPAN_MS * 1_000}

local function text(number) return string.format('%.0f', number) end

local now
if claim.nowUs then
  now = tonumber(claim.nowUs)
else
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local expired = redis.call('ZRANGEBYSCORE', leases, '-inf', text(now), 'LIMIT', 0, ${EXPIRED_PER_CLAIM})
for _, id in ipairs(expired) do
  local key = ARGV[2] .. id
  local held = redis.call('HGETALL', key)
  for i = 1, #held, 2 do
    local window, counter = string.match(held[i], '^(%S+) (.*)$')
    local amount, generation = string.match(held[i + 1], '^(%d+) (.*)$')
    if counter and amount ~= '0' and redis.call('HGET', counter, 'generation ' .. window) == generation then
      redis.call('HINCRBY', counter, 'reserved ' .. window, '-' .. amount)
    end
  end
  if #held > 0 then
    redis.call('HSET', key, 'expired', '1')
    redis.call('PEXPIRE', key, ${EXPIRED_KEPT_MS})
  end
  redis.call('ZREM', leases, id)
end

local cold = {}
for s, subject in ipairs(claim.subjects) do
  for q, quota in ipairs(subject.quotas) do
    local window = quota.window
    local counter = redis.call('HMGET', KEYS[subject.counters],
      'generation ' .. window, 'used ' .. window, 'reserved ' .. window)
    if counter[1] and counter[2] and counter[3] and string.find(counter[1], claim.run .. ' ', 1, true) == 1 then
      quota.generation, quota.used, quota.reserved = counter[1], tonumber(counter[2]), tonumber(counter[3])
    else
      table.insert(cold, { s - 1, q - 1 })
    end
  end
end
if #cold > 0 then return { 'cold', cold } end

local function instant(log, rank)
  return tonumber(redis.call('ZRANGE', log, rank, rank, 'WITHSCORES')[2])
end

local function look(subject)
  subject.count, subject.wait, subject.reset = 0, 0, 0
  if not subject.log then return end
  local log = KEYS[subject.log]
  redis.call('ZREMRANGEBYSCORE', log, '-inf', text(now - SPAN))
  redis.call('ZREMRANGEBYSCORE', log, '(' .. text(now + ${CLOCK_STEP_US}), '+inf')
  subject.count = redis.call('ZCARD', log)
  if subject.count > 0 then subject.reset = instant(log, -1) + SPAN - now end
  if subject.count >= subject.perMinute then
    subject.wait = instant(log, subject.count - subject.perMinute) + SPAN - now
  end
end

local function hasRoom(quota)
  local taken, limit = quota.used + quota.reserved, tonumber(quota.limit)
  return not quota.needed or (taken < limit and taken + tonumber(quota.claim) <= limit)
end

local admitted = true
for _, subject in ipairs(claim.subjects) do
  look(subject)
  if claim.requests > 0 and subject.wait > 0 then admitted = false end
  for _, quota in ipairs(subject.quotas) do
    if claim.requests > 0 and not hasRoom(quota) then admitted = false end
  end
end

local holds = false
if admitted then
  local held = { 'at', claim.atMs }
  for _, subject in ipairs(claim.subjects) do
    if claim.requests > 0 and subject.log then
      redis.call('ZADD', KEYS[subject.log], text(now), claim.id)
      redis.call('PEXPIRE', KEYS[subject.log], ${RATE_SPAN_MS + 1_000})
      look(subject)
    end
    if claim.leaseUs ~= '0' then
      local counters = KEYS[subject.counters]
      for _, quota in ipairs(subject.quotas) do
        if quota.claim ~= '0' then
          quota.reserved = redis.call('HINCRBY', counters, 'reserved ' .. quota.window, quota.claim)
        end
        table.insert(held, quota.window .. ' ' .. counters)
        table.insert(held, quota.claim .. ' ' .. quota.generation)
        holds = true
      end
      if #subject.quotas > 0 then
        redis.call('PEXPIRE', counters, claim.counterMs)
      else
        table.insert(held, '- ' .. counters)
        table.insert(held, '0 -')
      end
    end
  end
  if holds then
    redis.call('HSET', call, unpack(held))
    redis.call('PEXPIRE', call, claim.callMs)
    redis.call('ZADD', leases, text(now + tonumber(claim.leaseUs)), claim.id)
  end
end

local standings = {}
for _, subject in ipairs(claim.subjects) do
  local quotas = {}
  for _, quota in ipairs(subject.quotas) do
    table.insert(quotas, { text(quota.used), text(quota.reserved), quota.generation })
  end
  table.insert(standings, { text(subject.count), text(subject.wait), text(subject.reset), quotas })
end
return { admitted and 'admitted' or 'refused', standings }
`;
