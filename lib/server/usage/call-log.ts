import type { CallLog, CallLogQuery, LoggedCall } from '#lib/contract/call-log.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type Names, namesOf } from './names.ts';
import { ownFilter } from './own.ts';

/** Single calls, as people are told of them. */
export interface CallLogs {
  /**
   * A page of calls, the newest first; developers are told of their own only.
   *
   * @throws ApiError 403 for what a developer asks of somebody else, 503 `storage_unavailable`
   */
  page(query: CallLogQuery, by: { readonly principal: Principal }): Promise<CallLog>;
}

export interface CallLogsDeps {
  readonly storage: Pick<Storage, 'usage' | 'keys' | 'people'>;
  readonly currency: string;
}

export const createCallLogs = ({ storage, currency }: CallLogsDeps): CallLogs => ({
  async page({ sandbox, from, to, before, limit, ending, errorCode, requestId, ...filter }, { principal }) {
    const calls = await storage.usage.calls({
      ...{ ending, errorCode, requestId, before: cursorIn(before) },
      calls: { ...ownFilter(filter, principal), withSandbox: sandbox === 'true' },
      startMs: instantIn(from),
      endMs: instantIn(to),
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    const names = await namesOf(storage);
    const shown = calls.slice(0, limit);
    const last = shown.at(-1);
    return {
      object: 'call_log',
      currency,
      data: shown.map((call) => toLogged(call, names)),
      before: calls.length > limit && last !== undefined ? `${last.startedAtMs}_${last.requestId}` : null,
    };
  },
});

const instantIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

function cursorIn(text: string | undefined) {
  if (text === undefined) return;
  const at = text.indexOf('_');
  return { startedAtMs: Number(text.slice(0, at)), requestId: text.slice(at + 1) };
}

const toLogged = (call: LedgerRow, names: Names): LoggedCall => ({
  requestId: call.requestId,
  startedAt: new Date(call.startedAtMs).toISOString(),
  keyId: call.keyId,
  keyName: call.keyId === null ? null : (names.key?.get(call.keyId) ?? null),
  person: call.owner,
  personName: names.person?.get(call.owner) ?? null,
  plan: call.plan,
  endpoint: call.endpoint,
  model: call.model,
  upstream: call.upstream,
  sandbox: call.sandbox,
  streamed: call.streamed,
  status: call.status,
  outcome: call.outcome,
  errorCode: call.errorCode,
  promptTokens: call.promptTokens,
  completionTokens: call.completionTokens,
  cachedTokens: call.cachedTokens,
  reasoningTokens: call.reasoningTokens,
  usageSource: call.source,
  costMicros: call.costMicros,
  firstByteMs: call.firstByteMs,
  durationMs: call.durationMs,
  upstreamMs: call.upstreamMs,
  requestBytes: call.requestBytes,
  answerBytes: call.answerBytes,
});
