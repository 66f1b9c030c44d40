import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWithhold } from './withhold.ts';

/** What is left of a text that comes in pieces of these lengths, over and over. */
function passed(secret: string, text: string, cuts: readonly number[] = [text.length]): string {
  const withhold = createWithhold(secret)?.();
  if (withhold === undefined) return text;
  const bytes = Buffer.from(text);
  const parts: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const to = at + Math.max(1, cuts[turn % cuts.length] ?? 1);
    parts.push(withhold.push(new Uint8Array(bytes.subarray(at, to))));
    at = to;
  }
  parts.push(withhold.end());
  return Buffer.concat(parts).toString();
}

/** Keys that begin again inside themselves are the hard ones. */
const secrets = fc.oneof(
  fc.stringMatching(/^[ab]{8,12}$/),
  fc.stringMatching(/^[!-~]{8,20}$/).filter((text) => /[^\d.eE+-]/.test(text)),
);
const lengths = fc.array(fc.nat(20), { minLength: 1, maxLength: 5 });

describe('T-KEY-02 a key in what an upstream answers', () => {
  test('is taken out wherever it stands and wherever the bytes are cut', () => {
    const words = fc.array(fc.oneof(fc.constant(undefined), fc.stringMatching(/^[ab -~]{0,10}$/)), { maxLength: 6 });
    fc.assert(
      fc.property(secrets, words, lengths, (secret, pieces, cuts) => {
        fc.pre(!'[redacted]'.includes(secret));
        const text = pieces.map((piece) => piece ?? secret).join('|');
        expect(passed(secret, text, cuts)).toBe(text.replaceAll(secret, '[redacted]'));
      }),
    );
  });

  test.each([
    ['a quote', 'key"of/words', String.raw`"key\"of/words"`],
    ['a slash that is escaped', 'key/of/words', String.raw`"key\/of\/words"`],
    ['both', 'key"of/words', String.raw`"key\"of\/words"`],
  ])('is taken out as JSON writes it: %s', (_, secret, json) => {
    for (const cut of [1, 3, json.length]) expect(passed(secret, json, [cut])).toBe('"[redacted]"');
  });

  test('an event’s end is never held back', () => {
    const withhold = createWithhold('data-secret')?.();
    for (const event of ['data: {"a":"data-secre"}\n\n', 'data: d\n\n']) {
      expect(Buffer.from(withhold?.push(Buffer.from(event)) ?? '').toString()).toBe(event);
    }
  });

  test.each(['none', 'ollama', '00000000', '1234567.8'])('%s is no secret, and figures stay whole', (secret) => {
    const figures = '{"created":1700000000,"at":[1234567.89]}';
    expect(passed(secret, figures)).toBe(figures);
  });

  test('no key: nothing is looked for', () => {
    expect(createWithhold(undefined)).toBeUndefined();
  });
});
