import type { DeliveryFailure, DeliveryFailureCode } from '#lib/contract/alerts.ts';
import type { AlertEvent } from '#lib/domain/alerts/event.ts';
import type { Egress, EgressAnswer } from '#lib/server/egress.ts';
import { leadsInside } from '#lib/server/public-lookup.ts';
import type { StoredWebhook } from '#lib/server/storage/alerts.ts';
import { refusalIn, requestOf } from './forms.ts';
import { type MessageOptions, messageOf } from './message.ts';
import { refusalOfWebhook, type WebhookHost } from './webhook-hosts.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

/** What came of one message. */
export interface Sent {
  /** `null`: it was taken. */
  readonly failure: DeliveryFailure | null;
  /** HTTP status; `null`: no answer came. */
  readonly status: number | null;
  /** The beginning of what was answered. */
  readonly answer: string;
}

/** Sends one message once. */
export type Send = (webhook: StoredWebhook, event: AlertEvent, messageId: string) => Promise<Sent>;

export interface SendDeps {
  readonly egress: Egress;
  readonly secrets: WebhookSecrets;
  readonly hosts: readonly WebhookHost[];
  readonly message: Omit<MessageOptions, 'language'>;
  /** From the connection's beginning until the answer has been read. */
  readonly sendMs: number;
  /** Aborted when the process ends. */
  readonly ending: AbortSignal;
}

/** More is not read: what says that a message was taken is short. */
const ANSWER_BYTES = 16 * 1024;
/** More is neither kept nor shown. */
const SHOWN_CHARACTERS = 300;

export function createSend({ egress, secrets, hosts, message, sendMs, ending }: SendDeps): Send {
  return async (webhook, event, messageId) => {
    const opened = secrets.open(webhook.sealed);
    if (opened === undefined) return notSent('sealed', '');
    const { address, secret } = opened;
    // Again, since what the settings name may have changed since it was saved.
    const refusal = refusalOfWebhook(address, hosts);
    if (refusal !== undefined) return notSent('address', refusal);
    const { form, language } = webhook;
    const words = messageOf(event, { ...message, language });
    const { currency } = message;
    const nowMs = Date.now();
    const request = requestOf(form, { address, secret, event, message: words, messageId, nowMs, currency });
    const timeUp = AbortSignal.timeout(sendMs);
    let answered: EgressAnswer | undefined;
    try {
      answered = await egress.send({ ...request, method: 'POST', signal: AbortSignal.any([timeUp, ending]) });
      const { status } = answered;
      const text = await readSome(answered);
      const shown = shownOf(text, [address, secret]);
      return { status, answer: shown, failure: failureIn({ status, refusal: () => refusalIn(form, text), shown }) };
    } catch (error) {
      const [code, detail] = timeUp.aborted ? (['timeout', ''] as const) : failureOf(error);
      return { ...notSent(code, detail), status: answered?.status ?? null };
    } finally {
      answered?.discard();
    }
  };
}

const notSent = (code: DeliveryFailureCode, detail: string): Sent => ({
  failure: { code, detail },
  status: null,
  answer: '',
});

async function readSome({ body }: EgressAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
}

/** One line, without what is secret: some servers answer with what they were asked. */
function shownOf(text: string, secrets: readonly (string | null)[]): string {
  const parts = secrets.flatMap((secret) => (secret === null ? [] : [secret, ...partsOf(secret)]));
  const hidden = parts.filter(({ length }) => length >= MIN_SECRET_CHARACTERS);
  const open = hidden.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return open
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_CHARACTERS);
}

/** Shorter ones are words, and no keys. */
const MIN_SECRET_CHARACTERS = 8;

/** What of an address may be a key. */
const partsOf = (address: string): string[] =>
  URL.canParse(address) ? new URL(address).href.split(/[/?&=]/).slice(3) : [];

interface Answered {
  readonly status: number;
  /** What a robot says in an answer of status 200. */
  readonly refusal: () => string | undefined;
  readonly shown: string;
}

function failureIn({ status, refusal, shown }: Answered): DeliveryFailure | null {
  if (status >= 300 && status < 400) return { code: 'redirect', detail: '' };
  if (status >= 300) return { code: 'status', detail: shown };
  return refusal() === undefined ? null : { code: 'refused', detail: shown };
}

const UNREACHABLE = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;
const UNTRUSTED = /CERT|SELF_SIGNED|EPROTO|ERR_SSL|ERR_TLS/;

/** What a socket threw, in a word: its code is all that is told, since its text may hold the address. */
function failureOf(error: unknown): readonly [DeliveryFailureCode, string] {
  if (leadsInside(error)) return ['address', 'its name leads into an inner network'];
  const code = codeOf(error);
  if (UNREACHABLE.test(code) || UNTRUSTED.test(code)) return ['unreachable', code];
  return ['broken', code];
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause);
}
