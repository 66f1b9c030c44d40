import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Child, type ChildEnd, ChildFailure } from './child.ts';
import { type Frame, FrameFault, FrameReader, frameParts } from './child-frames.ts';

const MIB = 1024 * 1024;
const SCRIPT = ['e2e', 'support', 'faulty-child.ts'];
const NOBODY = new AbortController().signal;
const PATIENT = { signal: NOBODY, maxMs: 30_000 };

const children: Child[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.end();
});

function start(memoryBytes = 512 * MIB) {
  const exited = Promise.withResolvers<void>();
  const child = new Child({ script: SCRIPT, memoryBytes }, exited.resolve);
  children.push(child);
  return { child, exited: exited.promise };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 20 });

describe('a child answers', () => {
  test('twenty megabytes go there and come back as they were, one question after the other', async () => {
    const { child } = start();
    for (const size of [0, 1, 20_000_000]) {
      const bytes = randomBytes(size);
      const answer = await child.ask({ head: { do: 'echo' }, bytes }, PATIENT);
      expect(answer.head).toMatchObject({ told: 'echo', bytes: size });
      expect(Buffer.compare(answer.bytes, bytes)).toBe(0);
    }
  });

  test('what a library prints does not come between', async () => {
    const { child } = start();
    expect((await child.ask({ head: { do: 'print' } }, PATIENT)).head).toMatchObject({ told: 'print' });
    expect((await child.ask({ head: { do: 'echo' } }, PATIENT)).head).toMatchObject({ told: 'echo' });
  });

  test('T-ROB-03 it is a process of its own, and knows nothing of this one’s settings', async () => {
    const { child } = start();
    vi.stubEnv('RUIJING_SECRET', 'sentinel');
    const { head } = await child.ask({ head: {} }, PATIENT);
    expect(head).toMatchObject({ pid: child.pid, environment: { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' } });
    expect(JSON.stringify(head)).not.toMatch(/sentinel|RUIJING|PATH|HOME/);
  });

  test('let go, it leaves', async () => {
    const { child, exited } = start();
    await child.ask({ head: {} }, PATIENT);
    child.end();
    await exited;
    expect(child.isOver).toBe(true);
    await expect(child.ask({ head: {} }, PATIENT)).rejects.toThrow(ChildFailure);
  });
});

describe('whatever becomes of it ends the child alone, and says what it was', () => {
  test.each<[fault: string, end: ChildEnd, maxMs: number]>([
    ['hang', 'late', 300],
    ['spin', 'late', 300],
    ['balloon', 'memory', 30_000],
    ['die', 'died', 30_000],
    ['crash', 'died', 30_000],
    ['throw', 'died', 30_000],
    ['garble', 'garbled', 30_000],
  ])('%s: %s', async (fault, end, maxMs) => {
    const { child, exited } = start();
    await child.ask({ head: {} }, PATIENT);
    const before = process.memoryUsage.rss();
    const failure = await child
      .ask({ head: { do: fault } }, { signal: NOBODY, maxMs })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ChildFailure);
    expect(failure).toMatchObject({ end });
    expect(child.isOver).toBe(true);
    await exited;
    await gone(child.pid ?? 0);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB);
    const { child: next } = start();
    expect((await next.ask({ head: { do: 'echo' } }, PATIENT)).head).toMatchObject({ told: 'echo' });
  });

  test('why it crashed is told by its last words', async () => {
    const { child } = start();
    const failure = child.ask({ head: { do: 'throw' } }, PATIENT);
    await expect(failure).rejects.toThrow(/thrown on purpose/);
  });

  test('a script that is not there', async () => {
    const exited = Promise.withResolvers<void>();
    const child = new Child({ script: ['nowhere.ts'], memoryBytes: 512 * MIB }, exited.resolve);
    await expect(child.ask({ head: {} }, PATIENT)).rejects.toMatchObject({ end: 'died' });
    await exited.promise;
  });

  test('killed by somebody else amid a question', async () => {
    const { child } = start();
    await child.ask({ head: {} }, PATIENT);
    const asked = child.ask({ head: { do: 'hang' } }, PATIENT);
    process.kill(child.pid ?? 0, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({ end: 'died' });
  });

  test('nobody waits any more: the question ends with the reason, and the child with it', async () => {
    const { child, exited } = start();
    await child.ask({ head: {} }, PATIENT);
    const leaving = new AbortController();
    const asked = child.ask({ head: { do: 'spin' } }, { signal: leaving.signal, maxMs: 30_000 });
    leaving.abort(new Error('left'));
    await expect(asked).rejects.toThrow('left');
    await exited;
  });
});

describe('a child does not outlive its parent', () => {
  test.each([
    ['idle', 'SIGKILL'],
    ['hang', 'SIGKILL'],
    ['spin', 'SIGKILL'],
    ['spin', 'SIGTERM'],
  ] as const)(
    'amid: %s, the parent’s end: %s',
    async (wish, signal) => {
      const parent = spawn(process.execPath, ['e2e/support/child-parent.ts', ...(wish === 'idle' ? [] : [wish])], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [told] = await once(parent.stdout, 'data');
      const pid = Number(String(told));
      expect(isAlive(pid)).toBe(true);
      parent.kill(signal);
      await gone(pid);
    },
    20_000,
  );
});

describe('frames', () => {
  const frame = fc.record({ head: fc.jsonValue(), bytes: fc.uint8Array({ maxLength: 300 }) });
  const joined = (frames: readonly Frame[]) =>
    Buffer.concat(frames.flatMap(({ head, bytes }) => frameParts(head, bytes)));

  test('come out as they went in, however a pipe cuts them', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(1_500), { maxLength: 8 }), (frames, cuts) => {
        const all = joined(frames);
        const ends = [...cuts.filter((cut) => cut < all.byteLength).toSorted((a, b) => a - b), all.byteLength];
        const reader = new FrameReader();
        const read = ends.flatMap((end, at) => reader.push(all.subarray(ends[at - 1] ?? 0, end)));
        expect(read.map(({ head, bytes }) => ({ head, bytes: [...bytes] }))).toEqual(
          frames.map(({ head, bytes }) => ({ head: JSON.parse(JSON.stringify(head)), bytes: [...bytes] })),
        );
      }),
    );
  });

  test('what is none is told at once', () => {
    expect(() => new FrameReader().push(Buffer.alloc(8, 0xff))).toThrow(FrameFault);
    expect(() => new FrameReader().push(Buffer.from('\0\0\0\x01\0\0\0\0{', 'latin1'))).toThrow(FrameFault);
    expect(new FrameReader().push(Buffer.alloc(7))).toEqual([]);
  });
});
