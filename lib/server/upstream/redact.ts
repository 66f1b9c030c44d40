/** Anything that looks like a key: servers like to quote the one that they refuse. */
const KEY_LIKE = /\b(?:sk|rj|pk|key|Bearer)[-_ ][\w.~+/=*-]{6,}|[\w-]{32,}/gi;

/** Takes out of an upstream's words whatever might be a secret. */
export function redact(text: string): string {
  return text.replace(KEY_LIKE, '[redacted]');
}
