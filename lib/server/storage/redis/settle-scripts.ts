/** A row is in the ledger so long after its call's end at the latest: the port promises 100 ms; the rest is the way here. */
export const ROW_LAG_MS = 200;
/** For so long, at least, and for less than twice as long it is known who ended; a load takes less. */
const ENDED_KEPT_MS = 10_000;
/** How long a call that was settled from its process's memory is known, should it be told again. */
const SETTLED_KEPT_MS = 3_600_000;
/** A window that has ended may still be asked for this long. */
const WINDOW_KEPT_MS = 86_400_000;

const COMMON = `
local message = cjson.decode(ARGV[1])
local LAG = ${ROW_LAG_MS * 1_000}

local function text(number) return string.format('%.0f', number) end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function holds(window, at)
  local from, to = string.match(window, '(%d+)%-(%d+)$')
  return tonumber(from) <= at and at < tonumber(to)
end

-- Whether what the ledger said when it was asked knows of a call that has ended. Of its own process' calls it knows all
-- that ended before, and order can be told by that process' clock; of others' those whose rows are surely written.
local function knows(asked, ended)
  if asked.by == ended.by then return ended.tick < asked.tick end
  return ended.at + LAG < asked.at
end

-- By when they are told notes lie in one list or the next, each of which is forgotten as a whole.
local SPAN = ${ENDED_KEPT_MS * 1_000}
local function notesOf(counters, at)
  local subject = string.sub(counters, #(message.base .. 'use:') + 1)
  return message.base .. 'ended:' .. text(math.floor(at / SPAN)) .. ':' .. subject
end

local function isOfThisRun(generation) return string.find(generation, message.run .. ' ', 1, true) == 1 end
`;

/**
 * Makes a counter of what the ledger says. A counter that is there already stays as it is: it knows more. The ledger may
 * know of calls that ended just before it was asked or since, or not yet: then it is asked again and, the last time, what
 * they used is added, which counts them twice at worst.
 */
export const LOAD = `${COMMON}
local counter, window = KEYS[1], message.window
local known = redis.call('HGET', counter, 'generation ' .. window)
if known and isOfThisRun(known) then return 'loaded' end

local asked = { at = now - tonumber(message.ageUs), by = message.by, tick = tonumber(message.tickUs) }
local used = tonumber(message.used)
for _, noted in ipairs({ now - SPAN, now }) do
  for _, note in ipairs(redis.call('LRANGE', notesOf(counter, noted), 0, -1)) do
    local by, tick, ended, at, tokens, micros = string.match(note, '^(%S+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
    local amount = string.find(window, 'tokens', 1, true) == 1 and tokens or micros
    if amount ~= '0' and holds(window, tonumber(at))
      and not knows(asked, { at = tonumber(ended), by = by, tick = tonumber(tick) }) then
      if not message.last then return 'again' end
      used = used + tonumber(amount)
    end
  end
end

local fields = redis.call('HGETALL', counter)
for i = 1, #fields, 2 do
  local old = string.match(fields[i], '^generation (.+)$')
  local gone = old and tonumber(string.match(old, '(%d+)$')) + ${WINDOW_KEPT_MS} < tonumber(message.nowMs)
  if old and (gone or not isOfThisRun(fields[i + 1])) then
    redis.call('HDEL', counter, 'generation ' .. old, 'used ' .. old, 'reserved ' .. old, 'asked ' .. old)
  end
end
redis.call('HSET', counter, 'generation ' .. window, message.run .. ' ' .. message.nonce,
  'used ' .. window, text(used), 'reserved ' .. window, '0', 'asked ' .. window, text(asked.at) .. ' ' .. asked.by .. ' ' .. text(asked.tick))
if redis.call('PTTL', counter) < tonumber(message.counterMs) then
  redis.call('PEXPIRE', counter, message.counterMs)
end
return 'loaded'
`;

/**
 * Puts what a call used in the place of what it held, in every counter that its row in the ledger adds to: limits may
 * have changed since the claim, and counters may have been loaded anew. One that was loaded since then held nothing of
 * this call; it knows of its use when it was asked for after the row was written.
 *
 * @returns 0 when nobody knows such a call
 */
export const SETTLE = `${COMMON}
local leases, call = KEYS[1], KEYS[2]
local amounts = { tokens = message.tokens, micros = message.micros }
local ended = { at = now - tonumber(message.ageUs), by = message.by, tick = tonumber(message.tickUs) }

local held = redis.call('HGETALL', call)
if held[1] == 'settled' then return 1 end
-- Redis has lost the call, or has settled it: its process says what it held.
local told = #held == 0
if told then
  if not message.held then return 0 end
  held = message.held
end

local at, expired = 0, false
local counters = {}
for i = 1, #held, 2 do
  if held[i] == 'at' then at = tonumber(held[i + 1]) end
  if held[i] == 'expired' then expired = true end
  local window, key = string.match(held[i], '^(%S+) (.*)$')
  if key then
    counters[key] = counters[key] or {}
    local amount, generation = string.match(held[i + 1], '^(%d+) (.*)$')
    counters[key][window] = { amount = amount, generation = generation }
  end
end

if told then
  local lost = false
  for key, claims in pairs(counters) do
    for window, claim in pairs(claims) do
      if window ~= '-' and redis.call('HGET', key, 'generation ' .. window) ~= claim.generation then lost = true end
    end
  end
  -- Whatever it held from is still there: so was the call, until it was settled.
  if not lost then return 1 end
end

local function settle(key, claims)
  local fields = redis.call('HGETALL', key)
  local generations, asked = {}, {}
  for i = 1, #fields, 2 do
    local kind, window = string.match(fields[i], '^(%a+) (.+)$')
    if kind == 'generation' and isOfThisRun(fields[i + 1]) then generations[window] = fields[i + 1] end
    if kind == 'asked' then
      local askedAt, by, tick = string.match(fields[i + 1], '^(%d+) (%S+) (%d+)$')
      asked[window] = { at = tonumber(askedAt), by = by, tick = tonumber(tick) }
    end
  end
  for window, generation in pairs(generations) do
    local claim = claims[window]
    local used = amounts[string.match(window, '^%a+')]
    if claim and claim.generation == generation then
      if not told then
        redis.call('HINCRBY', key, 'used ' .. window, used)
        if not expired and claim.amount ~= '0' then
          redis.call('HINCRBY', key, 'reserved ' .. window, '-' .. claim.amount)
        end
      end
    elseif holds(window, at) and not knows(asked[window], ended) then
      redis.call('HINCRBY', key, 'used ' .. window, used)
    end
  end
  if amounts.tokens ~= '0' or amounts.micros ~= '0' then
    local notes = notesOf(key, now)
    local note = { ended.by, text(ended.tick), text(ended.at), text(at), amounts.tokens, amounts.micros }
    if redis.call('RPUSH', notes, table.concat(note, ' ')) == 1 then
      redis.call('PEXPIRE', notes, ${2 * ENDED_KEPT_MS})
    end
  end
end

for key, claims in pairs(counters) do settle(key, claims) end
redis.call('DEL', call)
if told then
  redis.call('HSET', call, 'settled', '1')
  redis.call('PEXPIRE', call, ${SETTLED_KEPT_MS})
end
redis.call('ZREM', leases, message.id)
return 1
`;
