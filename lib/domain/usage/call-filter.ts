import type { Ending } from '#lib/contract/call-log.ts';
import type { ErrorCode } from '#lib/contract/errors.ts';
import { GROUPINGS, type Grouping, type UsageFilter } from '#lib/contract/usage-report.ts';
import type { LedgerRow } from './call.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from './sums.ts';

/** Which calls are wanted, whenever they were; the database asks the same of its rows (sql/call-log.ts). */
export interface CallMatch {
  readonly calls: UsageFilter & {
    /** Calls of the sandbox cost nothing, and stay out unless they are asked for. */
    readonly withSandbox: boolean;
  };
  readonly ending?: Ending | undefined;
  readonly errorCode?: ErrorCode | undefined;
  readonly requestId?: string | undefined;
  /** Of the whole call: no less, and no more. */
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** Part of what its error says, or of its code; letters of ASCII in either case. */
  readonly errorText?: string | undefined;
}

/** By how it ended. */
export function endingOf({ outcome, errorCode }: Pick<LedgerRow, 'outcome' | 'errorCode'>): Ending {
  if (outcome === 'ok') return 'ok';
  if (outcome === 'client_abort') return 'left';
  if (FAILED_OUTCOMES.some((failed) => failed === outcome)) return 'failed';
  if (outcome !== REFUSED_OUTCOME) throw new Error(`An outcome without an ending: ${outcome}`);
  return LIMIT_CODES.some((code) => code === errorCode) ? 'limited' : 'refused';
}

const VALUES = {
  model: ({ model }) => model,
  key: ({ keyId }) => keyId ?? '',
  person: ({ owner }) => owner,
  route: ({ endpoint }) => endpoint,
  upstream: ({ upstream }) => upstream,
  status: ({ status }) => status,
} as const satisfies Readonly<Record<Grouping, (row: LedgerRow) => string | number>>;

/** Whether a call is one of those that are wanted. */
export function matches(row: LedgerRow, match: CallMatch): boolean {
  const { calls, ending, errorCode, requestId, minMs = 0, maxMs = Number.POSITIVE_INFINITY, errorText } = match;
  return (
    GROUPINGS.every((by) => calls[by] === undefined || calls[by] === VALUES[by](row)) &&
    (calls.withSandbox || !row.sandbox) &&
    (ending === undefined || ending === endingOf(row)) &&
    (errorCode === undefined || errorCode === row.errorCode) &&
    (requestId === undefined || requestId === row.requestId) &&
    row.durationMs >= minMs &&
    row.durationMs <= maxMs &&
    (errorText === undefined || says(row, errorText))
  );
}

function says({ errorCode, errorMessage }: LedgerRow, text: string): boolean {
  const wanted = folded(text);
  return [errorCode, errorMessage].some((words) => words !== null && folded(words).includes(wanted));
}

/** As SQLite compares: no other letters than those of ASCII have two cases. */
const folded = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
