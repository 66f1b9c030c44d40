import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { seededRandom } from '#lib/std/seeded-random.ts';

/** Calls of a team over a month, the same ones in every run. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const CALLS_SEED = 20_261_126;
const MOMENTS_SEED = 20_261_127;

const MODELS = ['ruijing-gpt-2.0', 'ruijing-gpt-lite', 'ruijing-gpt-pro', 'qwen3-32b', 'deepseek-v3', 'glm-4.6'];
const EMBEDDINGS = ['ruijing-embedding-v1', 'bge-m3'];
const PEOPLE = 40;
const KEYS = 60;

/** Share of the busiest hour, by the hour of the day. */
const DAY_SHAPE = [1, 1, 1, 1, 1, 2, 4, 8, 16, 20, 20, 18, 12, 16, 20, 20, 19, 16, 12, 9, 7, 5, 3, 2];
const WEEKEND = 0.25;
/** A month ends on a Wednesday at four in the afternoon, whenever it is made: its last hour is a busy one. */
const END_OF_MONTH_MS = Date.UTC(2026, 10, 25, 16);

/** How busy it is so long before the month's end. */
function weightAt(agoMs: number): number {
  const local = new Date(END_OF_MONTH_MS - agoMs);
  const weekend = local.getUTCDay() % 6 === 0;
  return (DAY_SHAPE[local.getUTCHours()] ?? 1) * (weekend ? WEEKEND : 1);
}

export interface CallsOptions {
  /** Of the whole month. */
  readonly count: number;
  /** They begin so many days before `endMs`. */
  readonly days: number;
  readonly endMs: number;
  /** Only those after this instant: what a month lacks that was made some time ago. */
  readonly afterMs?: number;
}

/** In the order of time. */
export function* generateCalls({ count, days, endMs, afterMs = 0 }: CallsOptions): Generator<LedgerRow, undefined> {
  const makeCall = createCalls();
  const stretches = [...hoursOf(endMs - days * DAY_MS, endMs)];
  const weights = stretches.map(([startMs, untilMs]) => (weightAt(endMs - startMs) * (untilMs - startMs)) / HOUR_MS);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const chance = seededRandom(MOMENTS_SEED);
  let carried = 0;
  let made = 0;
  for (const [index, [startMs, untilMs]] of stretches.entries()) {
    carried += (count * (weights[index] ?? 0)) / whole;
    const here = index === stretches.length - 1 ? count - made : Math.floor(carried);
    carried -= here;
    made += here;
    if (untilMs <= afterMs) continue;
    const instants = Array.from({ length: here }, () => startMs + Math.floor(chance() * (untilMs - startMs)));
    for (const startedAtMs of instants.sort((a, b) => a - b)) if (startedAtMs > afterMs) yield makeCall(startedAtMs);
  }
}

/** The hours of a stretch, the first and the last as far as they are in it. */
function* hoursOf(startMs: number, endMs: number): Generator<readonly [startMs: number, endMs: number], undefined> {
  for (let atMs = startMs; atMs < endMs; ) {
    const untilMs = Math.min((Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS, endMs);
    yield [atMs, untilMs];
    atMs = untilMs;
  }
}

/** Makes one call after the other, each at its instant in Unix milliseconds. */
export function createCalls(): (startedAtMs: number) => LedgerRow {
  const chance = seededRandom(CALLS_SEED);
  let made = 0;
  return (startedAtMs) => toCall(startedAtMs, ++made, chance);
}

type Ending = Pick<LedgerRow, 'status' | 'outcome' | 'errorCode' | 'errorMessage' | 'limitedBy'>;

const ENDINGS: Readonly<Record<'ok' | 'limited' | 'failed' | 'refused', Ending>> = {
  ok: { status: 200, outcome: 'ok', errorCode: null, errorMessage: null, limitedBy: null },
  limited: {
    status: 429,
    outcome: 'rejected',
    errorCode: 'rate_limit_exceeded',
    errorMessage: 'The limit of 60 requests a minute is reached for this plan.',
    limitedBy: 'owner',
  },
  failed: {
    status: 502,
    outcome: 'upstream_error',
    errorCode: 'upstream_error',
    errorMessage: 'The upstream failed (status 500).',
    limitedBy: null,
  },
  refused: {
    status: 400,
    outcome: 'rejected',
    errorCode: 'invalid_parameter',
    errorMessage: "'temperature': must be at most 2",
    limitedBy: null,
  },
};

const pick = <T>(list: readonly T[], share: number, otherwise: T): T =>
  list[Math.floor(share * list.length)] ?? otherwise;

function toCall(startedAtMs: number, index: number, chance: () => number): LedgerRow {
  // A few keys make most of the calls, as they do.
  const key = Math.floor(KEYS * chance() ** 2.5);
  const embeds = chance() < 0.2;
  const model = embeds ? pick(EMBEDDINGS, chance(), '') : pick(MODELS, chance() ** 2, '');
  const fate = chance();
  const durationMs = embeds ? 30 + 200 * chance() : 400 * (1 + 30 * chance() ** 4);
  const ending: Ending =
    fate < 0.95 ? ENDINGS.ok : fate < 0.98 ? ENDINGS.limited : fate < 0.995 ? ENDINGS.failed : ENDINGS.refused;
  const answered = ending.outcome === 'ok';
  const promptTokens = answered ? Math.floor(50 + 4_000 * chance() ** 3) : 0;
  const completionTokens = answered && !embeds ? Math.floor(20 + 1_500 * chance() ** 2) : 0;
  const streamed = !embeds && chance() < 0.7;
  return {
    requestId: `req_${startedAtMs.toString(16).padStart(12, '0')}${index.toString(16).padStart(20, '0')}`,
    startedAtMs,
    keyId: `key-${key}`,
    owner: `person-${key % PEOPLE}`,
    plan: 'professional',
    endpoint: embeds ? 'embeddings' : 'chat.completions',
    model,
    upstream: model.startsWith('ruijing') ? 'api.ruijing.ai' : 'vllm.internal',
    sandbox: false,
    streamed,
    promptTokens,
    completionTokens,
    cachedTokens: null,
    reasoningTokens: null,
    images: 0,
    audioMs: null,
    source: answered ? 'upstream' : 'none',
    ...ending,
    costMicros: promptTokens * 2 + completionTokens * 8,
    firstByteMs: answered ? (streamed ? 80 + 500 * chance() ** 3 : durationMs) : null,
    durationMs,
    upstreamMs: answered ? durationMs * 0.6 : null,
    requestBytes: 200 + promptTokens * 4,
    answerBytes: completionTokens * 5,
  };
}
