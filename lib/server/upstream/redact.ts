/** Anything that looks like a key: servers like to quote the one that they refuse. */
const KEY_LIKE = /\b(?:(?:sk|rj|pk)[-_]|Bearer\s+)[\w.~+/=*-]{5,}[\w=*]|[a-z\d_]{32,}/gi;

/** Shorter ones are dummies such as `none`, and words of a sentence. */
const MIN_SECRET_CHARACTERS = 8;

/** Takes out of a server's words whatever might be a secret. */
export type Redact = (text: string) => string;

/** @param secret one that is known; it is taken out wherever it stands, whatever it looks like */
export function createRedact(secret: string | undefined): Redact {
  const known = secret !== undefined && secret.length >= MIN_SECRET_CHARACTERS ? secret : undefined;
  return (text) => (known === undefined ? text : text.replaceAll(known, '[redacted]')).replace(KEY_LIKE, '[redacted]');
}
