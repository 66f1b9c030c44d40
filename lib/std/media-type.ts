/** What a `Content-Type` says, as far as it is well formed. */
export interface MediaType {
  /** In small letters, without parameters; empty when there is none. */
  readonly type: string;
  /** One that the Encoding Standard knows, under its own name for it. */
  readonly charset: string | undefined;
}

/** RFC 9110 §8.3.1, RFC 6838 §4.2: the names that may be registered. */
const TYPE = /^[a-z\d][\w!#$&^.+-]{0,126}\/[a-z\d][\w!#$&^.+-]{0,126}$/;
const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i;

/** Reads a `Content-Type` that somebody else wrote: whatever stands in it beside type and charset is left out. */
export function parseMediaType(header: string | undefined): MediaType {
  const [first = ''] = (header ?? '').split(';', 1);
  const type = first.trim().toLowerCase();
  if (!TYPE.test(type)) return { type: '', charset: undefined };
  const [, quoted, plain] = CHARSET.exec(header ?? '') ?? [];
  return { type, charset: knownCharset(quoted ?? plain) };
}

function knownCharset(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
