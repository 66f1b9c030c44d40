import { afterEach, expect, test, vi } from 'vitest';
import { ChildPool, type ChildPoolOptions } from './child-pool.ts';

const SCRIPT = ['e2e', 'support', 'faulty-child.ts'];
const NOBODY = new AbortController().signal;
const PATIENT = { signal: NOBODY, maxMs: 30_000 };

const pools: ChildPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

function create(options: Partial<ChildPoolOptions> = {}): ChildPool {
  const pool = new ChildPool({
    ...{ script: SCRIPT, memoryBytes: 1024 ** 3, max: 1, maxWaiting: 2, idleMs: 60_000 },
    ...options,
  });
  pools.push(pool);
  return pool;
}

const echo = (pool: ChildPool, ms = 0, signal = NOBODY) =>
  pool.use(signal, async (child) => {
    await child.ask({ head: { ms } }, { ...PATIENT, signal });
    return child.pid;
  });

test('a child is kept for the next one, who waits for it in the order of asking', async () => {
  const pool = create();
  const ended: number[] = [];
  const pids = await Promise.all([0, 1, 2].map((at) => echo(pool, 20).finally(() => ended.push(at))));
  expect(new Set(pids).size).toBe(1);
  expect(ended).toEqual([0, 1, 2]);
  expect(pool.pids).toEqual([pids[0]]);
});

test('as many as are allowed work at once', async () => {
  const pool = create({ max: 2 });
  expect(new Set(await Promise.all([echo(pool, 200), echo(pool, 200)])).size).toBe(2);
});

test('where too many wait, the next one is told when to come again', async () => {
  const pool = create();
  const asked = [0, 1, 2].map(() => echo(pool, 50));
  await expect(echo(pool)).rejects.toMatchObject({ code: 'overloaded', status: 503, retryAfterMs: 2_000 });
  await Promise.all(asked);
  await echo(pool);
});

test('who leaves while waiting makes room, and costs nothing', async () => {
  const pool = create({ maxWaiting: 1 });
  const first = echo(pool, 100);
  const leaving = new AbortController();
  const second = echo(pool, 0, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  const third = echo(pool);
  expect(await third).toBe(await first);
});

test('who has left before asking starts nothing', async () => {
  const pool = create();
  await expect(echo(pool, 0, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  expect(pool.pids).toEqual([]);
});

test('one that has ended is replaced, for those who wait as well', async () => {
  const pool = create();
  const pid = await echo(pool);
  const failing = pool.use(NOBODY, (child) => child.ask({ head: { do: 'die' } }, PATIENT));
  const waiting = echo(pool);
  await expect(failing).rejects.toMatchObject({ end: 'died' });
  expect(await waiting).not.toBe(pid);
});

test('nobody needs it: it is let go, and its memory comes back', async () => {
  const pool = create({ idleMs: 50 });
  await echo(pool);
  await vi.waitFor(() => expect(pool.pids).toEqual([]), { timeout: 10_000 });
  await echo(pool);
});
