import type { EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { LimitScope } from '#lib/contract/limits.ts';
import type { Price } from '#lib/contract/price.ts';
import { limitHeaders } from '#lib/domain/limits/headers.ts';
import { afterSettling, refusalOf, type Standing } from '#lib/domain/limits/standing.ts';
import { type Amounts, kindOf, type Subject, subjectsOf } from '#lib/domain/limits/subject.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import { costMicrosOf, type PriceList } from '#lib/domain/pricing/price.ts';
import {
  type CallOrigin,
  type Consumption,
  type LedgerRow,
  MAX_ERROR_CHARACTERS,
  NOTHING_USED,
  outcomeOf,
} from '#lib/domain/usage/call.ts';
import type { Caller } from '#lib/server/access.ts';
import type { Log } from '#lib/server/log.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { Ledger } from '#lib/server/storage/ledger.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';
import type { Upstream } from '#lib/server/upstream/port.ts';
import type { CallFeed } from '#lib/server/usage/call-feed.ts';
import { promptUse } from './consumption.ts';
import type { Booked } from './exchange.ts';
import type { Job } from './intake.ts';
import { refusalError } from './refusal.ts';

export interface MeteringDeps {
  readonly limits: LimitStore;
  readonly ledger: Ledger;
  /** Told of every row. */
  readonly feed: Pick<CallFeed, 'add'>;
  readonly calendar: Calendar;
  /** Of the calendar; told with every reset. */
  readonly timeZone: string;
  readonly prices: PriceList;
  readonly log: Log;
  /** Longer than any call may take. */
  readonly leaseMs: number;
}

/** A millisecond of counting or two. */
const MAX_COUNTED_BYTES = 64 * 1024;

const NOTHING: Amounts = { tokens: 0, micros: 0 };

/** More than any limit: a caller may name any number, and databases hold 53 bits for certain. */
const MAX_CLAIMED = 1e15;

/** Standings older than this are looked up again before they are told. */
const STANDINGS_MS = 500;

/** How a call ended. */
export interface Ending {
  /** What ended it early; undefined when it ended well. */
  readonly error?: ApiError | undefined;
  /** Absent: nothing, or the prompt alone where the upstream was at work. */
  readonly used?: Consumption | undefined;
  readonly answerBytes?: number;
  readonly malformedEvents?: number;
}

/**
 * One call's way through limits and ledger: what is known of it is gathered as it becomes known, and whatever ends it
 * ends it here, once.
 */
export class MeteredCall {
  readonly requestId = newRequestId();
  caller: Caller | undefined;
  job: Job | undefined;
  upstream: Upstream | undefined;
  /** As the ledger's entries have them. */
  headers: string | undefined;
  readonly #deps: MeteringDeps;
  readonly #endpointId: EndpointId;
  readonly #startedAtMs = Date.now();
  readonly #startMs = performance.now();
  #lookedMs = this.#startMs;
  #subjects: readonly Subject[] = [];
  #standings: readonly Standing[] | undefined;
  #claimed: Amounts | undefined;
  #countedTokens: number | null = null;
  #sentMs: number | undefined;
  #upstreamMs: number | undefined;
  #firstByteMs: number | undefined;
  #limitedBy: LimitScope | null = null;
  #ended = false;

  constructor(endpointId: EndpointId, deps: MeteringDeps) {
    this.#endpointId = endpointId;
    this.#deps = deps;
  }

  /**
   * Claims what the call may use, in one step over key, owner and plan, and puts it into the books.
   *
   * @throws ApiError 403, 429 or 503; nothing is claimed then
   */
  async reserve(job: Job, caller: Caller): Promise<void> {
    const { limits, ledger, leaseMs, timeZone } = this.#deps;
    const amounts = await this.#claim(job, this.#subjectsOf(caller));
    const { admitted, standings } = await limits.claim({
      requestId: this.requestId,
      subjects: this.#subjects,
      requests: job.endpoint.limited ? 1 : 0,
      amounts,
      leaseMs,
    });
    this.#standings = standings;
    this.#lookedMs = performance.now();
    if (!admitted) {
      const refusal = refusalOf({ admitted, standings }, amounts, this.#startedAtMs);
      if (refusal === undefined) throw new Error('A refusal without a reason');
      this.#limitedBy = kindOf(refusal.subject.id);
      throw refusalError(refusal, timeZone);
    }
    this.#claimed = amounts;
    await ledger.reserve({
      ...this.#origin(caller),
      // For the row of a call whose process dies. Reading every word of a long prompt for that alone is not free.
      promptTokens: this.#count(amounts, job),
      reservedTokens: amounts.tokens,
      reservedMicros: amounts.micros,
    });
  }

  #count(amounts: Amounts, job: Job): number {
    if (amounts === NOTHING && job.requestBytes > MAX_COUNTED_BYTES) return 0;
    this.#countedTokens = Math.ceil(job.countPrompt());
    return this.#countedTokens;
  }

  /** The most that a call may use of what its caller's limits count. */
  async #claim(job: Job, subjects: readonly Subject[]): Promise<Amounts> {
    const quotas = subjects.flatMap((subject) => subject.quotas);
    if (quotas.length === 0 || !job.endpoint.limited) return NOTHING;
    const promptTokens = Math.ceil(job.countPrompt());
    const tokens = Math.min(promptTokens + job.maxCompletionTokens, MAX_CLAIMED);
    if (!quotas.some(({ unit }) => unit === 'micros')) return { tokens, micros: 0 };
    const price = this.#priceOf(job.model);
    if (price === undefined) {
      throw new ApiError(
        'model_not_allowed',
        `The model '${job.model}' has no price, so a call cannot be held under this key's spending cap. Set one in the price list.`,
        { param: 'model' },
      );
    }
    const audioMs = price.perAudioMinute === undefined ? null : ((await job.audioMs()) ?? job.maxAudioMs);
    const images = job.endpointId === 'vision.analyze' ? 1 : 0;
    const most = { ...NOTHING_USED, promptTokens, completionTokens: job.maxCompletionTokens, images, audioMs };
    return { tokens, micros: Math.min(costMicrosOf(price, most) ?? 0, MAX_CLAIMED) };
  }

  /** What of the answer counts against a quota: an upstream must not go on past what was held for it. */
  get underQuota(): boolean {
    return this.#claimed !== undefined && this.#claimed !== NOTHING;
  }

  /** It goes to the upstream now. */
  sent(): void {
    this.#sentMs = this.#elapsedMs();
  }

  /** The upstream's head is there. */
  answered(): void {
    this.#upstreamMs = this.#elapsedMs() - (this.#sentMs ?? 0);
  }

  /** The first bytes of the answer go out. */
  firstByte(): void {
    this.#firstByteMs ??= this.#elapsedMs();
  }

  /** Headers of the limits as they stand after the claim or, once the call has ended, after what it used. */
  limitHeaders(): Record<string, string> {
    return limitHeaders(this.#standings ?? [], Date.now());
  }

  /** Other calls may have moved the limits while this one waited for its answer. */
  get outdated(): boolean {
    return this.#subjects.length > 0 && performance.now() - this.#lookedMs >= STANDINGS_MS;
  }

  /** Looks at the limits again. */
  async refresh(): Promise<void> {
    // The old ones are better than an error in the place of a good answer.
    await this.#look().catch(() => undefined);
  }

  /** Looks at the limits of a call that was refused before it claimed anything, for the headers of its answer. */
  async look(): Promise<void> {
    const { caller } = this;
    if (caller === undefined || this.#standings !== undefined) return;
    this.#subjectsOf(caller);
    // The answer is an error already: that its headers cannot be had is none of the caller's concern.
    await this.#look().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { requestId } = this;
    const look = { requestId, subjects: this.#subjects, requests: 0, amounts: NOTHING, leaseMs: 0 } as const;
    this.#standings = (await this.#deps.limits.claim(look)).standings;
    this.#lookedMs = performance.now();
  }

  /**
   * Closes the books on this call; what comes after the first time changes nothing.
   *
   * @returns what was booked; undefined where nothing was
   */
  end(ending: Ending): Booked | undefined {
    if (this.#ended) return;
    this.#ended = true;
    const used = ending.used ?? this.#usedUntil(ending.error);
    const costMicros = this.#costOf(used);
    if (this.#claimed !== undefined) {
      // Of a cost that nobody knows, what was held for it counts: it must not be free under a cap.
      const micros = costMicros ?? this.#claimed.micros;
      const really = { tokens: used.promptTokens + used.completionTokens, micros };
      this.#standings = afterSettling(this.#standings ?? [], this.#claimed, really);
      this.#deps.limits.settle(this.requestId, really).catch((cause: unknown) => {
        this.#deps.log.error('limits not settled', { requestId: this.requestId, cause: String(cause) });
      });
    }
    const row = this.#row(ending, used, costMicros);
    // Strangers leave no row: they could fill the disk.
    if (this.caller !== undefined) {
      this.#deps.ledger.settle(this.headers === undefined ? row : { ...row, headers: this.headers });
      this.#deps.feed.add(row);
    }
    this.#write(row, ending);
    this.job?.dispose();
    return this.caller === undefined ? undefined : { row, expectedPromptTokens: this.#countedTokens };
  }

  /** What an early end leaves to pay: nothing, unless the caller left an upstream that was at work (F18). */
  #usedUntil(error: ApiError | undefined): Consumption {
    const left = error?.code === 'client_closed_request' || error?.code === 'draining';
    return left && this.#sentMs !== undefined && this.job !== undefined ? promptUse(this.job) : NOTHING_USED;
  }

  #costOf(used: Consumption): number | null {
    if (used.source === 'none') return 0;
    const price = this.#priceOf(this.job?.model ?? '');
    return price === undefined ? null : costMicrosOf(price, used);
  }

  /** Nothing here costs anything when the sandbox answers. */
  #priceOf(model: string): Price | undefined {
    if (this.upstream?.kind === 'sandbox') return {};
    const { prices } = this.#deps;
    return Object.hasOwn(prices, model) ? prices[model] : undefined;
  }

  #subjectsOf(caller: Caller): readonly Subject[] {
    this.#subjects = subjectsOf(caller, this.#deps.calendar, this.#startedAtMs);
    return this.#subjects;
  }

  #origin(caller: Caller | undefined): CallOrigin {
    return {
      requestId: this.requestId,
      startedAtMs: this.#startedAtMs,
      keyId: caller?.keyId ?? null,
      owner: caller?.owner ?? '',
      plan: caller?.plan.id ?? '',
      endpoint: this.#endpointId,
      model: this.job?.model ?? '',
      upstream: this.upstream?.name ?? '',
      sandbox: this.upstream?.kind === 'sandbox',
      streamed: this.job?.streams ?? false,
    };
  }

  #row({ error, answerBytes = 0 }: Ending, used: Consumption, costMicros: number | null): LedgerRow {
    return {
      ...this.#origin(this.caller),
      ...used,
      status: error?.status ?? 200,
      outcome: error === undefined ? 'ok' : outcomeOf(error.code, this.#sentMs !== undefined),
      errorCode: error?.code ?? null,
      errorMessage: error?.message.slice(0, MAX_ERROR_CHARACTERS).toWellFormed() ?? null,
      limitedBy: this.#limitedBy,
      costMicros,
      firstByteMs: this.#firstByteMs ?? null,
      durationMs: this.#elapsedMs(),
      upstreamMs: this.#upstreamMs ?? null,
      requestBytes: this.job?.requestBytes ?? 0,
      answerBytes,
    };
  }

  /** One line per call: figures and codes, never words. */
  #write(row: LedgerRow, { malformedEvents = 0 }: Ending): void {
    const level = row.status >= 500 && row.status !== 503 ? 'warn' : 'info';
    this.#deps.log[level]('call', {
      requestId: row.requestId,
      endpoint: row.endpoint,
      model: row.model || undefined,
      streams: row.streamed || undefined,
      status: row.status,
      code: row.errorCode ?? undefined,
      promptTokens: row.promptTokens,
      completionTokens: row.completionTokens,
      usageSource: row.source,
      malformedEvents: malformedEvents || undefined,
      firstByteMs: row.firstByteMs === null ? undefined : Math.round(row.firstByteMs),
      latencyMs: Math.round(row.durationMs),
    });
  }

  #elapsedMs(): number {
    return performance.now() - this.#startMs;
  }
}
