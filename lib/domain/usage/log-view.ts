import { ENDINGS, type Ending } from '#lib/contract/call-log.ts';
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
}

export const WHOLE_LOG: LogView = {
  ...{ filter: {}, ending: undefined, errorCode: undefined, noSandbox: false },
  ...{ from: undefined, to: undefined, requestId: undefined },
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
  };
}

function instantIn(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The way back from {@link parseLogView}, for the address and for the API alike. */
export function toLogQuery({ filter, noSandbox, ...view }: LogView): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of GROUPINGS) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  for (const name of ['ending', 'errorCode', 'from', 'to', 'requestId'] as const) {
    const value = view[name];
    if (value !== undefined) query.set(name, value);
  }
  if (noSandbox) query.set('sandbox', 'false');
  return query;
}
