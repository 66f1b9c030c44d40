import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { endedMs, MAX_LIVE_CALLS, mergeLive } from './live-calls.ts';

const T0 = Date.parse('2026-11-26T08:00:00Z');

const call = (id: number, startMs: number, durationMs: number): LoggedCall => ({
  ...{ requestId: `req_${id}`, startedAt: new Date(T0 + startMs).toISOString(), durationMs },
  ...{ keyId: null, keyName: null, person: 'local', personName: null, plan: 'free', endpoint: 'embeddings' },
  ...{ model: 'm', upstream: 'u', sandbox: false, streamed: false, status: 200, outcome: 'ok', errorCode: null },
  ...{ errorMessage: null, limitedBy: null, promptTokens: 1, completionTokens: 0, cachedTokens: null },
  ...{ reasoningTokens: null, usageSource: 'upstream', costMicros: null, firstByteMs: null, upstreamMs: null },
  ...{ requestBytes: 1, answerBytes: 1 },
});

const calls = fc
  .uniqueArray(fc.tuple(fc.nat(400), fc.nat(5_000), fc.nat(3_000)), { selector: ([id]) => id, maxLength: 300 })
  .map((all) => all.map(([id, startMs, durationMs]) => call(id, startMs, durationMs)));

test('however calls are told of, in parts, twice or out of order: each is there once, the last to end first', () => {
  fc.assert(
    fc.property(calls, fc.array(fc.nat(300), { maxLength: 6 }), (all, cuts) => {
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      let known: readonly LoggedCall[] = [];
      for (const [index, from] of bounds.entries()) {
        // Each part is told again with the next one, as after a lost connection.
        known = mergeLive(known, all.slice(bounds[index - 1] ?? 0, bounds[index + 1] ?? from));
      }
      const newest = all.map(endedMs).sort((a, b) => b - a);
      expect(known.map(endedMs)).toEqual(newest.slice(0, MAX_LIVE_CALLS));
      expect(new Set(known.map(({ requestId }) => requestId)).size).toBe(known.length);
    }),
  );
});

test('nothing new is the same list, so nothing need be drawn', () => {
  const known = mergeLive([], [call(1, 0, 5), call(2, 10, 5)]);
  expect(mergeLive(known, [call(2, 10, 5)])).toBe(known);
});
