import * as z from 'zod/mini';
import { claimOf, needsRoom, type Verdict } from '#lib/domain/limits/standing.ts';
import { type Amounts, instantOf, type Quota, type Subject } from '#lib/domain/limits/subject.ts';
import type { Claim } from '#lib/server/storage/limit-store.ts';

const HOUR_MS = 3_600_000;
/**
 * Counters that nobody claims from are forgotten, and then read from the ledger again: while a limit is not set, calls
 * pass it by. Not sooner than the lease of a call ends.
 */
const IDLE_MS = 600_000;

/** The first two keys are those of the leases and of the call; all others are named by their place, from 3 on. */
export interface ClaimMessage {
  readonly id: string;
  /** Of the server; see {@link RedisLink}. */
  readonly run: string;
  /** `undefined`: by Redis' clock, the one that all processes share. */
  readonly nowUs?: string | undefined;
  /** The instant that the call counts at. */
  readonly atMs: string;
  readonly requests: 0 | 1;
  /** 0: nothing is held. */
  readonly leaseUs: string;
  /** For how long counters are kept that nobody claims from. */
  readonly counterMs: string;
  /** For how long a call is kept that nobody settles. */
  readonly callMs: string;
  readonly subjects: readonly {
    readonly log?: number | undefined;
    readonly perMinute?: number | undefined;
    readonly counters: number;
    readonly quotas: readonly {
      readonly window: string;
      readonly limit: string;
      readonly claim: string;
      readonly needed: boolean;
    }[];
  }[];
}

/** When something was, in µs: as Redis and the process itself can tell. */
export interface Moment {
  /** How long ago. */
  readonly ageUs: string;
  /** The process, and its monotonic clock then. */
  readonly by: string;
  readonly tickUs: string;
}

/** Its moment is when the ledger was asked. */
export interface LoadMessage extends Moment {
  readonly base: string;
  readonly run: string;
  readonly nonce: string;
  readonly window: string;
  /** As the ledger says. */
  readonly used: string;
  readonly nowMs: string;
  readonly counterMs: string;
  /** It is not asked again. */
  readonly last: boolean;
}

/** Its moment is the call's end. */
export interface SettleMessage extends Moment {
  readonly base: string;
  readonly id: string;
  readonly run: string;
  readonly tokens: string;
  readonly micros: string;
  /** What the call's key held, field by value by field by value, should Redis have lost it. */
  readonly held?: readonly string[] | undefined;
}

/** A call that this process has claimed for. */
export interface KnownCall {
  readonly atMs: number;
  readonly subjects: readonly Subject[];
  /** Of each subject, of each quota. */
  readonly generations: readonly (readonly string[])[];
  readonly amounts: Amounts;
}

const figure = z.pipe(z.string().check(z.regex(/^-?\d+$/)), z.transform(Number));
/** Cold: the places of subjects, and in them of quotas, whose counters must be loaded first. */
export const replySchema = z.union([
  z.tuple([z.literal('cold'), z.array(z.tuple([z.int(), z.int()]))]),
  z.tuple([
    z.enum(['admitted', 'refused']),
    z.array(z.tuple([figure, figure, figure, z.array(z.tuple([figure, figure, z.string()]))])),
  ]),
]);
type Told = Extract<z.infer<typeof replySchema>, readonly ['admitted' | 'refused', unknown]>;

export interface Addresses {
  /** Begins every key. */
  readonly base: string;
  readonly wallMs: () => number;
  /** Redis tells the time. */
  readonly shared: boolean;
}

/** Where a subject's counters are. */
export const countersKey = (base: string, { id }: Subject) => `${base}use:${id}`;

/** A plan that changes from days to months, or a zone's day that ends, has another counter. */
export const windowOf = ({ unit, startMs, endMs }: Quota) => `${unit}:${startMs}-${endMs}`;

/** For how long counters are kept that nobody claims from. */
export const counterMs = (leaseMs: number) => Math.max(leaseMs, IDLE_MS);

/** What a claim is in Redis. */
export function toMessage(claim: Claim, { base, wallMs, shared }: Addresses) {
  const { requestId, subjects, requests, amounts, leaseMs } = claim;
  const keys = [`${base}leases`, `${base}call:${requestId}`];
  const nowMs = wallMs();
  const message: Omit<ClaimMessage, 'run'> = {
    id: requestId,
    nowUs: shared ? undefined : whole(nowMs * 1_000),
    atMs: whole(instantOf(subjects, nowMs)),
    requests,
    leaseUs: whole(leaseMs * 1_000),
    counterMs: whole(counterMs(leaseMs)),
    // Longer than its counters: whenever its lease is found to have ended, it tells what to give back.
    callMs: whole(leaseMs + counterMs(leaseMs) + HOUR_MS),
    subjects: subjects.map((subject) => ({
      ...(subject.requestsPerMinute === null
        ? {}
        : { log: keys.push(`${base}log:${subject.id}`), perMinute: subject.requestsPerMinute }),
      counters: keys.push(countersKey(base, subject)),
      quotas: subject.quotas.map((quota) => ({
        window: windowOf(quota),
        limit: whole(quota.limit),
        claim: whole(claimOf(quota, amounts)),
        needed: needsRoom(quota, amounts),
      })),
    })),
  };
  return { keys, message };
}

/** What the claim's script has written of a call, for a Redis that has lost it. */
export function heldBy({ atMs, subjects, generations, amounts }: KnownCall, base: string): string[] {
  const fields = subjects.flatMap((subject, place) => [
    ...subject.quotas.flatMap((quota, index) => [
      `${windowOf(quota)} ${countersKey(base, subject)}`,
      `${whole(claimOf(quota, amounts))} ${generations[place]?.[index] ?? '-'}`,
    ]),
    ...(subject.quotas.length > 0 ? [] : [`- ${countersKey(base, subject)}`, '0 -']),
  ]);
  return ['at', whole(atMs), ...fields];
}

/** The verdict that Redis has told. */
export const toVerdict = ([word, standings]: Told, subjects: readonly Subject[]): Verdict => ({
  admitted: word === 'admitted',
  standings: standings.flatMap(([requests, waitUs, resetUs, figures], index) => {
    const subject = subjects[index];
    if (subject === undefined) return [];
    const quotas = figures.flatMap(([used, reserved], place) => {
      const quota = subject.quotas[place];
      return quota === undefined ? [] : [{ quota, used, reserved }];
    });
    return [{ subject, requests, requestWaitMs: waitUs / 1_000, requestResetMs: resetUs / 1_000, quotas }];
  }),
});

/** The call behind a claim that was admitted. */
export const toKnown = ({ subjects, amounts }: Claim, [, standings]: Told, wallMs: number): KnownCall => ({
  atMs: instantOf(subjects, wallMs),
  subjects,
  generations: standings.map(([, , , figures]) => figures.map(([, , generation]) => generation)),
  amounts,
});

/** An amount as Redis takes it: a whole number in digits, never `1e+21`. */
export const whole = (amount: number): string =>
  String(Math.min(Math.max(Math.round(amount), 0), Number.MAX_SAFE_INTEGER));
