import { afterEach, expect, test, vi } from 'vitest';
import { toEventStream } from './event-stream.ts';
import type { RunNews } from './runs.ts';

afterEach(() => void vi.useRealTimers());

const EVENT = { type: 'raw', n: 1, atMs: 1, raw: 'data: 1\n\n' } as const;

test('a log that cannot be read any more ends the stream, and its heart stops', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  async function* news(): AsyncGenerator<RunNews> {
    yield await Promise.resolve({ event: EVENT });
    throw new Error('The database is away');
  }
  const reader = toEventStream(news(), 1_000).body?.getReader();
  expect(vi.getTimerCount()).toBe(1);
  const reading = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await expect(reading()).rejects.toThrow('The database is away');
  expect(vi.getTimerCount()).toBe(0);
});
