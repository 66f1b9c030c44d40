/** Anything that looks like a key: servers like to quote the one that they refuse. */
const KEY_LIKE = /\b(?:(?:sk|rj|pk)[-_]|Bearer\s+)[\w.~+/=*-]{5,}[\w=*]|[a-z\d_]{32,}/gi;

/** Shorter ones are dummies such as `none`, and words of a sentence. */
const MIN_SECRET_CHARACTERS = 8;

/** What stands in a secret's place. */
export const REDACTED = '[redacted]';

/** Takes out of a server's words whatever might be a secret. */
export type Redact = (text: string) => string;

/** @param secret one that is known; it is taken out wherever it stands, whatever it looks like */
export function createRedact(secret: string | undefined): Redact {
  return (text) => (isSecret(secret) ? text.replaceAll(secret, REDACTED) : text).replace(KEY_LIKE, REDACTED);
}

/** Whether a key is one that may be looked for in every word. */
export const isSecret = (secret: string | undefined): secret is string =>
  secret !== undefined && secret.length >= MIN_SECRET_CHARACTERS;
