import * as z from 'zod/mini';
import { ENDPOINT_IDS } from '#lib/contract/endpoints.ts';
import { ERROR_CODES } from '#lib/contract/errors.ts';
import { LIMIT_SCOPES } from '#lib/contract/limits.ts';
import { OUTCOMES } from '#lib/contract/usage.ts';
import { type LedgerRow, USAGE_SOURCES } from '#lib/domain/usage/call.ts';

const text = z.string();
const figure = z.number();
const maybe = z.nullable(figure);

/** A ledger's row as one process tells it to another. */
export const ledgerRowSchema = z.object({
  requestId: text,
  startedAtMs: figure,
  keyId: z.nullable(text),
  owner: text,
  plan: text,
  endpoint: z.enum(ENDPOINT_IDS),
  model: text,
  upstream: text,
  sandbox: z.boolean(),
  streamed: z.boolean(),
  promptTokens: figure,
  completionTokens: figure,
  cachedTokens: maybe,
  reasoningTokens: maybe,
  images: figure,
  audioMs: maybe,
  source: z.enum(USAGE_SOURCES),
  status: figure,
  outcome: z.enum(OUTCOMES),
  errorCode: z.nullable(z.enum(ERROR_CODES)),
  errorMessage: z.nullable(text),
  limitedBy: z.nullable(z.enum(LIMIT_SCOPES)),
  costMicros: maybe,
  firstByteMs: maybe,
  durationMs: figure,
  upstreamMs: maybe,
  requestBytes: figure,
  answerBytes: figure,
} satisfies Record<keyof LedgerRow, z.ZodMiniType>);
