import { ENDINGS, type Ending, MAX_DURATION_MS, MAX_ERROR_TEXT_CHARACTERS } from '#lib/contract/call-log.ts';
import { ERROR_CODES, type ErrorCode } from '#lib/contract/errors.ts';
import { GROUPINGS, type Grouping } from '#lib/contract/usage-report.ts';

/** Which calls the log shows: all of it stands in its address. */
export interface LogView {
  readonly filter: Readonly<Partial<Record<Grouping, string>>>;
  readonly ending: Ending | undefined;
  readonly errorCode: ErrorCode | undefined;
  /** Without calls of the sandbox. */
  readonly noSandbox: boolean;
  /** ISO 8601. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly requestId: string | undefined;
  /** Milliseconds that the whole call took. */
  readonly minMs: number | undefined;
  readonly maxMs: number | undefined;
  /** Part of what an error says. */
  readonly errorText: string | undefined;
  /** It grows while somebody looks on. */
  readonly live: boolean;
}

export const WHOLE_LOG: LogView = {
  ...{ filter: {}, ending: undefined, errorCode: undefined, noSandbox: false },
  ...{ from: undefined, to: undefined, requestId: undefined, minMs: undefined, maxMs: undefined },
  ...{ errorText: undefined, live: false },
};

/** @param query of the page's address; what nobody wrote so is left out */
export function parseLogView(query: Pick<URLSearchParams, 'get'>): LogView {
  return {
    filter: Object.fromEntries(
      GROUPINGS.flatMap((name) => {
        const value = query.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
    ending: ENDINGS.find((ending) => ending === query.get('ending')),
    errorCode: ERROR_CODES.find((code) => code === query.get('errorCode')),
    noSandbox: query.get('sandbox') === 'false',
    from: instantIn(query.get('from')),
    to: instantIn(query.get('to')),
    requestId: query.get('requestId')?.trim() || undefined,
    minMs: durationIn(query.get('minMs')),
    maxMs: durationIn(query.get('maxMs')),
    errorText: query.get('errorText')?.trim().slice(0, MAX_ERROR_TEXT_CHARACTERS) || undefined,
    live: query.get('live') === '1',
  };
}

/** @returns undefined for what is no number of milliseconds */
export function durationIn(text: string | null): number | undefined {
  const ms = /^\d{1,8}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

function instantIn(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The way back from {@link parseLogView}. */
export function toLogAddress(view: LogView): URLSearchParams {
  const query = toLogQuery(view);
  if (view.live) query.set('live', '1');
  return query;
}

/** What those are asked who tell of calls as they end: of no time but now. */
export const toTailQuery = (view: LogView): URLSearchParams => toLogQuery({ ...view, from: undefined, to: undefined });

/** What the API is asked. */
export function toLogQuery({ filter, noSandbox, ...view }: LogView): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of GROUPINGS) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  for (const name of ['ending', 'errorCode', 'from', 'to', 'requestId', 'minMs', 'maxMs', 'errorText'] as const) {
    const value = view[name];
    if (value !== undefined) query.set(name, String(value));
  }
  if (noSandbox) query.set('sandbox', 'false');
  return query;
}
