import type { Result } from 'ioredis';
import { RATE_SPAN_MS } from '#lib/domain/limits/standing.ts';

/**
 * The limits' steps, each atomic: Redis runs one script at a time.
 *
 * Keys, all of one hash slot:
 * - `log:<subject>`: sorted set of request ids by their instant in µs
 * - `use:<subject and window>`: hash of `used` and `reserved`
 * - `call:<request id>`: hash of what a call holds, `<unit> <key of the counter>` to the amount; `expired` once its
 *   lease has ended
 * - `leases`: sorted set of request ids by the end of their lease in µs
 *
 * Lua's numbers are doubles, exact up to 2^53: microseconds since 1970 and the largest limit fit. Only their text must be
 * made by hand: `tostring` keeps 14 digits, and a number in a reply loses its fraction. So figures travel as text.
 */
declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** @param args how many keys, the keys, {@link ClaimMessage} as JSON, what keys of calls begin with */
    limitsClaim(...args: (string | number)[]): Result<unknown, Context>;
    limitsLoad(counter: string, used: string, ttlMs: string): Result<unknown, Context>;
    limitsSettle(leases: string, call: string, id: string, tokens: string, micros: string): Result<unknown, Context>;
  }
}

/** The first two keys are those of the leases and of the call; all others are named by their place, from 3 on. */
export interface ClaimMessage {
  readonly id: string;
  /** `undefined`: by Redis' clock, the one that all processes share. */
  readonly nowUs?: string | undefined;
  readonly requests: 0 | 1;
  /** 0: nothing is held. */
  readonly leaseUs: string;
  /** For how long a call's key is kept should nobody settle it. */
  readonly keepMs: string;
  readonly subjects: readonly {
    readonly log?: number | undefined;
    readonly perMinute?: number | undefined;
    readonly quotas: readonly {
      readonly key: number;
      readonly unit: string;
      readonly limit: string;
      readonly claim: string;
    }[];
  }[];
}

/** Leases that end are given back by whoever claims next, so many at most by each. */
const EXPIRED_PER_CLAIM = 20;
/** What a call holds is known for so long after its lease has ended, should it be settled after all. */
const EXPIRED_KEPT_MS = 3_600_000;
/** Requests that lie further in the future were made before Redis' clock was set back: they would count for too long. */
const CLOCK_STEP_US = 1_000_000;

const CLAIM = `
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
    local counter = string.match(held[i], '^%a+ (.*)$')
    if counter and held[i + 1] ~= '0' and redis.call('EXISTS', counter) == 1 then
      redis.call('HINCRBY', counter, 'reserved', '-' .. held[i + 1])
    end
  end
  if #held > 0 then
    redis.call('HSET', key, 'expired', '1')
    redis.call('PEXPIRE', key, ${EXPIRED_KEPT_MS})
  end
  redis.call('ZREM', leases, id)
end

local cold = {}
for _, subject in ipairs(claim.subjects) do
  for _, quota in ipairs(subject.quotas) do
    local counter = redis.call('HMGET', KEYS[quota.key], 'used', 'reserved')
    if counter[1] and counter[2] then
      quota.used, quota.reserved = tonumber(counter[1]), tonumber(counter[2])
    else
      table.insert(cold, quota.key)
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

local admitted = true
for _, subject in ipairs(claim.subjects) do
  look(subject)
  if claim.requests > 0 and subject.wait > 0 then admitted = false end
  for _, quota in ipairs(subject.quotas) do
    local amount = tonumber(quota.claim)
    if amount > 0 and quota.used + quota.reserved + amount > tonumber(quota.limit) then admitted = false end
  end
end

local holds = false
if admitted then
  for _, subject in ipairs(claim.subjects) do
    if claim.requests > 0 and subject.log then
      redis.call('ZADD', KEYS[subject.log], text(now), claim.id)
      redis.call('PEXPIRE', KEYS[subject.log], ${RATE_SPAN_MS + 1_000})
      look(subject)
    end
    for _, quota in ipairs(subject.quotas) do
      if claim.leaseUs ~= '0' then
        if quota.claim ~= '0' then
          quota.reserved = redis.call('HINCRBY', KEYS[quota.key], 'reserved', quota.claim)
        end
        redis.call('HSET', call, quota.unit .. ' ' .. KEYS[quota.key], quota.claim)
        holds = true
      end
    end
  end
end
if holds then
  redis.call('PEXPIRE', call, claim.keepMs)
  redis.call('ZADD', leases, text(now + tonumber(claim.leaseUs)), claim.id)
end

local standings = {}
for _, subject in ipairs(claim.subjects) do
  local quotas = {}
  for _, quota in ipairs(subject.quotas) do
    table.insert(quotas, { text(quota.used), text(quota.reserved) })
  end
  table.insert(standings, { text(subject.count), text(subject.wait), text(subject.reset), quotas })
end
return { admitted and 'admitted' or 'refused', standings }
`;

/** A counter that is there already stays as it is: it knows more than the ledger did. */
const LOAD = `
if redis.call('HSETNX', KEYS[1], 'used', ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], 'reserved', '0')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
`;

const SETTLE = `
local held = redis.call('HGETALL', KEYS[2])
local used = { tokens = ARGV[2], micros = ARGV[3] }
local expired = redis.call('HEXISTS', KEYS[2], 'expired') == 1
for i = 1, #held, 2 do
  local unit, counter = string.match(held[i], '^(%a+) (.*)$')
  if counter and redis.call('EXISTS', counter) == 1 then
    redis.call('HINCRBY', counter, 'used', used[unit])
    if not expired and held[i + 1] ~= '0' then
      redis.call('HINCRBY', counter, 'reserved', '-' .. held[i + 1])
    end
  end
end
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[1], ARGV[1])
`;

export const SCRIPTS = {
  limitsClaim: { lua: CLAIM },
  limitsLoad: { lua: LOAD, numberOfKeys: 1 },
  limitsSettle: { lua: SETTLE, numberOfKeys: 2 },
};
