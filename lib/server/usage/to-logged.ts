import type { LoggedCall } from '#lib/contract/call-log.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import type { Names } from './names.ts';

/** A call as people are told of it. */
export const toLogged = (call: LedgerRow, names: Names): LoggedCall => ({
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
  errorMessage: call.errorMessage,
  limitedBy: call.limitedBy,
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
