import { type LedgerRow, NOTHING_USED, type Reservation } from '#lib/domain/usage/call.ts';

/** A call under way, of somebody whom nothing else is said of. */
export const aReservation = (fields: Partial<Reservation> = {}): Reservation => ({
  requestId: 'req_1',
  startedAtMs: Date.parse('2026-11-23T08:00:00Z'),
  keyId: null,
  owner: 'local',
  plan: 'free',
  endpoint: 'chat.completions',
  model: 'm',
  upstream: 'u',
  sandbox: false,
  streamed: false,
  promptTokens: 10,
  reservedTokens: 110,
  reservedMicros: 0,
  ...fields,
});

/** The row that it became: 30 tokens, 1,500 millionths. */
export function aRow(fields: Partial<LedgerRow> = {}): LedgerRow {
  const { reservedTokens: _, reservedMicros: __, ...call } = aReservation();
  return {
    ...NOTHING_USED,
    ...call,
    completionTokens: 20,
    source: 'upstream',
    status: 200,
    outcome: 'ok',
    errorCode: null,
    errorMessage: null,
    limitedBy: null,
    costMicros: 1_500,
    firstByteMs: 12.5,
    durationMs: 80,
    upstreamMs: 11,
    requestBytes: 100,
    answerBytes: 200,
    ...fields,
  };
}
