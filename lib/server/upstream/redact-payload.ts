import { REDACTED } from './redact.ts';

/**
 * Keys by their form. Not as in errors, where anything that looks like one is taken out: a body is full of ids and
 * hashes, which are what somebody looks for in it.
 */
const KEYS =
  /\b(?:(?:sk|rj|pk|rk)-[\w-]{16,}|gh[pousr]_\w{20,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})/g;
const BEARER = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi;
/** Fields of JSON by these names hold secrets, whatever those look like. */
const FIELDS =
  /("(?:api[-_]?key|authorization|proxy-authorization|x-api-key|password|passwd|secret|client_secret|access_token|refresh_token|id_token|private_key)"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi;

/** Takes secrets out of what was said in a call; an upstream's own is in no answer by then (withhold.ts). */
export const redactPayload = (text: string): string =>
  text.replace(FIELDS, `$1"${REDACTED}"`).replace(KEYS, REDACTED).replace(BEARER, `$1${REDACTED}`);
