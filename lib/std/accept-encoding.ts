/** The content codings we can answer with, the smallest answer first. */
const CODINGS = ['br', 'gzip', 'identity'] as const;

export type ContentCoding = (typeof CODINGS)[number];

/**
 * The codings that a client takes, the one it likes best first; where it likes several alike, the smaller answer comes
 * first. `identity` is taken unless it is refused (RFC 9110 §12.5.3).
 *
 * @param header the value of `Accept-Encoding`; absent means that nothing was said, so only `identity` is safe
 */
export function preferredCodings(header: string | readonly string[] | undefined): ContentCoding[] {
  const weights = new Map<string, number>();
  for (const entry of String(header ?? '').split(',')) {
    const [name = '', ...parameters] = entry.toLowerCase().split(';');
    const q = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    if (name.trim() !== '') weights.set(name.trim(), Number(q ?? 1));
  }
  const others = weights.get('*');
  const weightOf = (coding: ContentCoding) =>
    weights.get(coding) ?? (coding === 'identity' ? (others === 0 ? 0 : 0.001) : (others ?? 0));
  return CODINGS.filter((coding) => weightOf(coding) > 0).toSorted((a, b) => weightOf(b) - weightOf(a));
}
