import { type LedgerRow, NOTHING_USED, type Reservation } from '#lib/domain/usage/call.ts';
import { costMicrosOf, type PriceList } from './price.ts';

/**
 * The row of a call whose process died. The policy: its prompt was sent, so it counts, as estimated; of an answer nobody
 * knows, so none does.
 */
export function interruptedRow(reservation: Reservation, prices: PriceList, atMs: number): LedgerRow {
  const { reservedTokens: _, reservedMicros: __, ...call } = reservation;
  // A long prompt that no limit asked for was not read: that nobody counted it is no estimate of nothing.
  const source = call.promptTokens > 0 ? 'estimated' : 'none';
  const used = { ...NOTHING_USED, promptTokens: call.promptTokens, source } as const;
  const price = call.sandbox ? {} : Object.hasOwn(prices, call.model) ? prices[call.model] : undefined;
  return {
    ...call,
    ...used,
    status: 500,
    outcome: 'interrupted',
    errorCode: 'internal_error',
    errorMessage: null,
    limitedBy: null,
    costMicros: price === undefined ? null : costMicrosOf(price, used),
    firstByteMs: null,
    durationMs: Math.max(0, atMs - call.startedAtMs),
    upstreamMs: null,
    requestBytes: 0,
    answerBytes: 0,
  };
}
