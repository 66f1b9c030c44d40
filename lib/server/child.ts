import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Frame, FrameReader, frameParts } from './child-frames.ts';

/** What became of a child before it answered. */
export type ChildEnd = 'died' | 'late' | 'memory' | 'garbled';

/** A child ended, or was ended, instead of answering. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
  readonly end: ChildEnd;

  /** @param said the last that it wrote of its trouble */
  constructor(end: ChildEnd, said = '') {
    super(said === '' ? end : `${end}: ${said}`);
    this.end = end;
  }
}

export interface ChildOptions {
  /** Where the script lies, below the folder that the process runs in; it calls `serveParent`. */
  readonly script: readonly string[];
  /** What it may hold in memory. */
  readonly memoryBytes: number;
}

export interface Question {
  readonly head: unknown;
  readonly bytes?: Uint8Array;
}

export interface Patience {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Then the child is ended. */
  readonly maxMs: number;
}

/** Often enough for what fills memory as fast as it can: some 50 MB come in between. */
const WATCH_MS = 25;
/** How long a child may take to leave after it was let go. */
const LEAVE_MS = 1_000;
/** Of what it writes of its trouble the end is kept. */
const SAID_CHARACTERS = 2_000;

/**
 * Nothing of this process's own: its secrets are in there. The allocator is told to keep few heaps, since each thread's
 * would hold on to what a picture took.
 */
const ENVIRONMENT = {
  NODE_ENV: 'production',
  MALLOC_ARENA_MAX: '2',
} as const;

type Process = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * A process of its own for work on what strangers send: a decoder that crashes, hangs or swells ends this and nothing
 * else. It runs a script of ours under this Node; what it works on goes in by stdin and comes out by stdout. It is ended when
 * it takes too long or too much memory, and ends itself when this process is no more.
 *
 * Its memory is watched from outside where `/proc` tells it; elsewhere the child's own guard watches (child-guard.ts).
 */
export class Child {
  readonly #process: Process;
  readonly #memoryBytes: number;
  readonly #reader = new FrameReader();
  #said = '';
  #isOver = false;
  #waiting: PromiseWithResolvers<Frame> | undefined;

  /** @param onExit told when it has ended, however that came */
  constructor({ script, memoryBytes }: ChildOptions, onExit: () => void) {
    // From the folder that the process runs in: the bundle that Next makes of this module lies elsewhere.
    const path = join(/* turbopackIgnore: true */ process.cwd(), ...script);
    this.#memoryBytes = memoryBytes;
    const child = spawn(process.execPath, [path, String(memoryBytes)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: ENVIRONMENT,
      windowsHide: true,
    });
    this.#process = child;
    child.stdout.on('data', (piece: Uint8Array) => this.#hear(piece));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID_CHARACTERS);
    });
    // What breaks with its end is told by its end.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    let hasEnded = false;
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#fail(new ChildFailure('died', this.#said.trim()));
      onExit();
    };
    // `close`: all that it wrote has been read. `error`: it could not be started.
    child.on('close', end).on('error', (error) => {
      this.#said = String(error);
      end();
    });
    this.#hold(false);
  }

  /** It ends, or has ended, and is asked nothing more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * One question at a time.
   *
   * @throws ChildFailure, or the signal's reason; the child is over then. It is ended rather than left to finish when nobody waits
   * any more: what it is amid cannot be told to stop, and would hold up those who do wait
   */
  async ask({ head, bytes }: Question, { signal, maxMs }: Patience): Promise<Frame> {
    signal.throwIfAborted();
    if (this.#isOver || this.#waiting !== undefined) throw new ChildFailure('died', this.#said.trim());
    const waiting = Promise.withResolvers<Frame>();
    this.#waiting = waiting;
    const onAbort = () => this.#fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const late = setTimeout(() => this.#fail(new ChildFailure('late')), maxMs);
    const watch = setInterval(() => void this.#weigh(), WATCH_MS);
    this.#hold(true);
    try {
      for (const part of frameParts(head, bytes)) this.#process.stdin.write(part);
      return await waiting.promise;
    } finally {
      this.#waiting = undefined;
      clearTimeout(late);
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
      this.#hold(false);
    }
  }

  /** Lets it go: it leaves when it has nothing more to read. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#process.stdin.end();
    setTimeout(() => this.#kill(), LEAVE_MS).unref();
  }

  #hear(piece: Uint8Array): void {
    try {
      for (const frame of this.#reader.push(piece)) {
        const waiting = this.#waiting;
        this.#waiting = undefined;
        if (waiting === undefined) throw new ChildFailure('garbled', 'it spoke unasked');
        waiting.resolve(frame);
      }
    } catch (error) {
      this.#fail(new ChildFailure('garbled', String(error)));
    }
  }

  async #weigh(): Promise<void> {
    if ((await residentBytes(this.#process.pid)) > this.#memoryBytes) this.#fail(new ChildFailure('memory'));
  }

  /** The first reason counts. */
  #fail(reason: unknown): void {
    this.#isOver = true;
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
    this.#kill();
  }

  #kill(): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) this.#process.kill('SIGKILL');
  }

  /** An idle child must not keep a process alive that has nothing else to do. */
  #hold(isBusy: boolean): void {
    const { stdin, stdout, stderr } = this.#process;
    for (const part of [this.#process, stdin, stdout, stderr]) {
      if (isBusy && 'ref' in part && typeof part.ref === 'function') part.ref();
      else if (!isBusy && 'unref' in part && typeof part.unref === 'function') part.unref();
    }
  }
}

const RESIDENT = /^VmRSS:\s+(\d+) kB$/m;

/** 0 where that cannot be told. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(RESIDENT.exec(status)?.[1] ?? 0) * 1024;
}
