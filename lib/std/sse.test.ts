import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseDecoder, eventData, SseCutter, type SseEvent, SseEventTooLarge } from './sse.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function decode(chunks: Uint8Array[], maxEventBytes = 1 << 20): SseEvent[] {
  const decoder = createSseDecoder({ maxEventBytes });
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

const message = (data: string): SseEvent => ({ event: 'message', data });

test.each<[string, string, SseEvent[]]>([
  ['plain', 'data: a\n\n', [message('a')]],
  ['no space after the colon', 'data:a\n\n', [message('a')]],
  ['only one space is taken away', 'data:  a\n\n', [message(' a')]],
  ['CR only', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
  ['CRLF', 'data: a\r\n\r\n', [message('a')]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
  ['comments and unknown fields', ': hi\nid: 3\nretry: 5\nfoo: bar\ndata: a\n\n', [message('a')]],
  ['several lines', 'data: a\ndata: b\ndata\n\n', [message('a\nb\n')]],
  ['a name', 'event: error\ndata: a\n\n', [{ event: 'error', data: 'a' }]],
  ['a name without data is no event', 'event: x\n\ndata: a\n\n', [message('a')]],
  ['an event that never ends is dropped', 'data: a\n\ndata: b\n', [message('a')]],
])('%s', (_, text, events) => {
  expect(decode([bytes(text)])).toEqual(events);
});

const CORPUS = '\uFEFFdata: 你好 👩‍💻\r\n\r\n: ping\r\rdata: {"a":\ndata: 1}\n\nevent: x\rdata:é\r\n\r\ndata: tail\n';

test('the same bytes give the same events however they are cut', () => {
  const whole = bytes(CORPUS);
  const expected = decode([whole]);
  expect(expected).toHaveLength(3);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const chunks = edges.slice(1).map((edge, index) => whole.slice(edges[index], edge));
      expect(decode(chunks)).toEqual(expected);
    }),
  );
  expect(decode([...whole].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
});

test.each([
  ['an endless line', Array.from({ length: 40 }, () => 'x'.repeat(64))],
  ['endless lines of one event', Array.from({ length: 80 }, () => 'data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n')],
  ['one event in one chunk', [`data: ${'x'.repeat(2048)}\n\n`]],
])('%s stops at the cap', (_, parts) => {
  expect(() => decode(parts.map(bytes), 1024)).toThrow(SseEventTooLarge);
});

test('a stream cut into its events is still every byte of it', () => {
  const events = ['data: 你好 👩‍💻\n\n', ': ping\n\n', 'data: {"a":\ndata: 1}\n\n', 'data: [DONE]\n\n'];
  const tail = 'data: never ended';
  const whole = bytes(events.join('') + tail);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const cutter = new SseCutter();
      const cut = edges.slice(1).flatMap((edge, index) => cutter.push(whole.slice(edges[index], edge)));
      expect(cut).toEqual(events);
      expect(cutter.end()).toBe(tail);
    }),
  );
  expect(events.map(eventData)).toEqual(['你好 👩‍💻', undefined, '{"a":\n1}', '[DONE]']);
});
