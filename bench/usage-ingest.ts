import { setTimeout as sleep } from 'node:timers/promises';
import { usageReportQuerySchema } from '#lib/contract/usage-report.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { createUsageReports } from '#lib/server/usage/report.ts';
import { percentile } from './statistics.ts';
import { createCalls } from './usage-calls.ts';
import { DAYS, TIME_ZONE } from './usage-ledger.ts';
import { allViews } from './usage-views.ts';

/** Calls that come at a set pace, as the gateway writes them down: reserved, then settled; while somebody looks at views. */

export interface IngestOptions {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Ingested {
  readonly sent: number;
  /** Calls that the ledger would not take. */
  readonly refused: number;
  /** What is in the ledger afterwards, counted one by one. */
  readonly rows: number;
  /** What its sums of quarters have grown by. */
  readonly summed: number;
  /** Tokens of the rows, less those that were sent. */
  readonly tokensAmiss: number;
  readonly callsPerSecond: number;
  /** From asking for a reservation until it is kept. */
  readonly reserveMs: readonly number[];
  /** From any moment until all that was settled by then is on disk. */
  readonly behindMs: readonly number[];
  /** Of the views that were asked for meanwhile, one after the other. */
  readonly viewMs: readonly number[];
}

/** Nobody else's calls are this one's. */
const CALLER = 'person-ingest';
/** The clock of the pace. */
const TICK_MS = 5;
/** Between two looks at how far the writing has come: seldom, since who looks makes it write at once. */
const LOOK_MS = 200;
/** A call takes so long from its reservation to its end. */
const CALL_MS = 250;

export async function ingest(storage: Storage, options: IngestOptions): Promise<Ingested> {
  const startMs = Date.now();
  const before = await summedOf(storage, startMs);
  const made = new Load(storage, options);
  const sent = made.run();
  const [viewMs, behindMs] = await Promise.all([
    askMeanwhile(storage, sent),
    repeatedly(sent, async () => {
      const ms = await timed(() => storage.ledger.flush());
      await sleep(LOOK_MS);
      return ms;
    }),
    sent,
  ]);
  await storage.ledger.flush();
  const endMs = Date.now() + 1;
  const [counted] = await storage.usage.callSums({ startMs, endMs, filter: { person: CALLER, withSandbox: true } });
  const tokens = (counted?.sums.promptTokens ?? 0) + (counted?.sums.completionTokens ?? 0);
  return {
    sent: made.sent,
    refused: made.refused,
    rows: counted?.sums.requests ?? 0,
    summed: (await summedOf(storage, startMs)) - before,
    tokensAmiss: tokens - made.tokens,
    callsPerSecond: made.sent / (made.sentInMs / 1000),
    reserveMs: made.reserveMs,
    behindMs,
    viewMs,
  };
}

class Load {
  readonly #ledger: Storage['ledger'];
  readonly #options: IngestOptions;
  readonly #makeCall = createCalls();
  readonly reserveMs: number[] = [];
  sent = 0;
  refused = 0;
  tokens = 0;
  sentInMs = Number.NaN;

  constructor({ ledger }: Storage, options: IngestOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  /** Resolves when the last call has ended. */
  async run(): Promise<void> {
    const { perSecond, seconds } = this.#options;
    const count = perSecond * seconds;
    const calls: Promise<void>[] = [];
    const beganMs = performance.now();
    while (calls.length < count) {
      const due = Math.min(count, Math.floor(((performance.now() - beganMs) / 1000) * perSecond));
      while (calls.length < due) calls.push(this.#call());
      await sleep(TICK_MS);
    }
    this.sentInMs = performance.now() - beganMs;
    await Promise.all(calls);
  }

  async #call(): Promise<void> {
    const call = { ...this.#makeCall(Date.now()), owner: CALLER };
    try {
      this.reserveMs.push(await timed(() => this.#ledger.reserve(reservationOf(call))));
    } catch {
      this.refused++;
      return;
    }
    await sleep(CALL_MS);
    this.#ledger.settle(call);
    this.sent++;
    this.tokens += call.promptTokens + call.completionTokens;
  }
}

function reservationOf(call: LedgerRow): Reservation {
  const { requestId, startedAtMs, keyId, owner, plan, endpoint, model, upstream, sandbox, streamed } = call;
  const { promptTokens, completionTokens, costMicros } = call;
  return {
    ...{ requestId, startedAtMs, keyId, owner, plan, endpoint, model, upstream, sandbox, streamed, promptTokens },
    reservedTokens: promptTokens + completionTokens,
    reservedMicros: costMicros ?? 0,
  };
}

/** Views, one after the other, as somebody clicks through them who never rests. */
async function askMeanwhile(storage: Storage, until: Promise<void>): Promise<number[]> {
  const reports = createUsageReports({
    ...{ storage, calendar: createCalendar(TIME_ZONE), timeZone: TIME_ZONE, currency: 'CNY' },
    ...{ onlySandbox: false, rowDays: DAYS, canSample: () => Promise.resolve(false) },
  });
  const views = allViews();
  let next = 0;
  return await repeatedly(until, async () => {
    const query = usageReportQuerySchema.parse(views[next++ % views.length]);
    return await timed(() => reports.report(query, { principal: LOCAL_ADMIN }));
  });
}

/** Does something over and over until something else is done. @returns what it came to each time */
async function repeatedly<T>(until: Promise<void>, work: () => Promise<T>): Promise<T[]> {
  let done = false;
  const ending = until.finally(() => {
    done = true;
  });
  const all: T[] = [];
  while (!done) all.push(await work());
  await ending;
  return all;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

/** What the sums of the quarters from this instant until now say of these calls. */
async function summedOf({ usage }: Storage, startMs: number): Promise<number> {
  const first = Math.floor(startMs / QUARTER_MS);
  const last = Math.floor(Date.now() / QUARTER_MS);
  const quarter = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * QUARTER_MS);
  const [sums] = await usage.sums({
    ...{ units: { day: [], hour: [], quarter }, stepped: false },
    filter: { person: CALLER, withSandbox: true },
  });
  return sums?.sums.requests ?? 0;
}

export const ingestLines = ({ behindMs, reserveMs, viewMs, callsPerSecond, sent }: Ingested): string => {
  const told = (values: readonly number[]) =>
    [percentile(values, 0.5), percentile(values, 0.99), Math.max(...values)].map((ms) => ms.toFixed(0)).join(' / ');
  return [
    `${sent.toLocaleString('en')} calls, ${callsPerSecond.toFixed(0)} a second, beside ${viewMs.length} views`,
    `a reservation p50 / p99 / most, ms: ${told(reserveMs)}`,
    `the writing is behind by p50 / p99 / most, ms: ${told(behindMs)}`,
    `a view meanwhile p50 / p99 / most, ms: ${told(viewMs)}`,
  ].join('\n');
};
