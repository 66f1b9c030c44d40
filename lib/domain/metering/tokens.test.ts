import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '#lib/contract/chat.ts';
import { estimatePromptTokens, estimateTokens, tokenPieces } from './tokens.ts';

const han = fc
  .array(fc.integer({ min: 0x4e00, max: 0x9fff }), { minLength: 1, maxLength: 200 })
  .map((codes) => String.fromCodePoint(...codes));
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(' ', '\n', 'a', 'Z', 'é', '7', '-', '`', '中', '。', '👩‍💻', '🇨🇳', 'д', '\u0301', '\u200d'),
  }),
  han,
);

const PROSE = `It was a bright cold day in April, and the clocks were striking thirteen. Nobody in the office looked up
from the screens; they had learned, over the years, that the building kept its own time. "We should call someone,"
said the youngest of them, who still believed in telephones, but the others went on writing their reports about the
unusual weather and the considerable difficulties of transportation in the northern districts.`;

describe('pieces', () => {
  it('join to the text, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const pieces = tokenPieces(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const piece of pieces) {
          expect(piece.text).not.toBe('');
          expect(piece.tokens).toBeGreaterThan(0);
          expect(Number.isInteger(piece.tokens)).toBe(true);
        }
        expect(estimateTokens(text)).toBe(pieces.reduce((sum, piece) => sum + piece.tokens, 0));
      }),
      { numRuns: 500 },
    );
  });

  it('never cut a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const piece of tokenPieces(text)) expect(piece.text.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });

  it.each(['👩‍💻', '👨‍👩‍👧', '🇨🇳', '👍🏽', '❤️', 'é'.normalize('NFD'), 'ก็'])(
    'keep the grapheme %s whole',
    (grapheme) => {
      expect(tokenPieces(`${grapheme}${grapheme} ${grapheme}`).map((piece) => piece.text.trim())).toContain(grapheme);
    },
  );

  it('are as a reader would cut them', () => {
    const cut = (text: string) => tokenPieces(text).map((piece) => piece.text);
    expect(cut('Hello, big world')).toEqual(['Hello', ',', ' big', ' world']);
    expect(cut('maxTokens')).toEqual(['max', 'Tokens']);
    expect(cut('attention')).toEqual(['atten', 'tion']);
    expect(cut('12345')).toEqual(['123', '45']);
    expect(cut('流式 API')).toEqual(['流', '式', ' API']);
    expect(cut('a\n\n    b')).toEqual(['a', '\n\n   ', ' b']);
    expect(cut('```js')).toEqual(['```', 'js']);
  });
});

describe('the estimate', () => {
  it('is 1.5 to 2 tokens a Chinese character, punctuation included', () => {
    fc.assert(
      fc.property(han, fc.constantFrom('', '\uff0c', '。', '！'), (text, mark) => {
        const characters = [...text, ...mark].length;
        const tokens = estimateTokens(text + mark);
        expect(tokens).toBeGreaterThanOrEqual(1.5 * characters);
        expect(tokens).toBeLessThanOrEqual(2 * characters);
      }),
    );
  });

  it('is 1 to 2 tokens a word of English prose', () => {
    const sentences = PROSE.split(/(?<=[.;])\s+/);
    for (const text of [PROSE, ...sentences]) {
      const words = text.split(/\s+/).length;
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(words);
      expect(estimateTokens(text)).toBeLessThanOrEqual(2 * words);
    }
  });

  it('grows with the text: joining two texts costs neither less than one of them nor more than both, within 3 tokens', () => {
    fc.assert(
      fc.property(anyText, anyText, (first, second) => {
        const [a, b, joined] = [estimateTokens(first), estimateTokens(second), estimateTokens(first + second)];
        expect(joined).toBeGreaterThanOrEqual(Math.max(a, b) - 3);
        expect(joined).toBeLessThanOrEqual(a + b + 3);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['capitals', 'aB'],
    ['marks', '\u0301'],
    ['joined pictographs', '👩\u200d'],
    ['Chinese', '汉'],
    ['dashes', '-'],
  ])('takes time linear in the length of a megabyte of %s', (_name, unit) => {
    const megabyte = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const startMs = performance.now();
    estimateTokens(megabyte);
    // A quadratic scan would take minutes; the bound leaves room for a busy machine.
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

describe('a prompt', () => {
  const messages: ChatMessage[] = [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: [{ type: 'text', text: '你好' }] },
  ];

  it('costs its texts, three tokens a message and three for the answer to come', () => {
    expect(estimatePromptTokens(messages)).toBe(estimateTokens('Be short.') + estimateTokens('你好') + 2 * 3 + 3);
  });

  it('counts pictures, tool calls, their results and the definitions', () => {
    const before = estimatePromptTokens(messages);
    const picture: ChatMessage = {
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    };
    const call: ChatMessage = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } }],
    };
    expect(estimatePromptTokens([...messages, picture])).toBe(before + 3 + 85);
    expect(estimatePromptTokens([...messages, call])).toBe(
      before + 3 + estimateTokens('look') + estimateTokens('{"at":"sky"}'),
    );
    expect(estimatePromptTokens(messages, [{ name: 'look' }])).toBe(before + estimateTokens('[{"name":"look"}]'));
  });
});
