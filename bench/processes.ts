import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;
const LOOK_AGAIN_MS = 50;

export const ROOT = join(import.meta.dirname, '..');

/** A server of its own process. */
export interface Running {
  /** Without a slash at the end. */
  readonly origin: string;
  /** Resident memory in MiB. */
  memoryMib(): number;
  /** Asks it to end, as an operator would, and waits. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly file: string;
  readonly args?: readonly string[];
  /** Of Node itself. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it writes what it prints: into a file, so that nobody's loop has to read it. */
  readonly printsTo: string;
  /** Its address where it does not print one. */
  readonly origin?: string;
}

/** Starts a server with this Node and waits until it listens. @throws with what it printed, when it ends instead */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const { file, args = [], flags = [], env = {}, printsTo } = options;
  const output = openSync(printsTo, 'w');
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const untilMs = performance.now() + START_LIMIT_MS;
  for (;;) {
    const printed = readFileSync(printsTo, 'utf8');
    const origin = options.origin ?? /(http:\/\/[\w.:[\]]+)\n/.exec(printed)?.[1];
    if (origin !== undefined && (await listens(origin))) {
      return { origin, memoryMib: () => memoryMib(child.pid ?? 0), stop: () => stop(child) };
    }
    if (hasEnded(child) || performance.now() > untilMs) {
      await stop(child);
      throw new Error(`${file} did not start:\n${printed}`);
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function listens(origin: string): Promise<boolean> {
  try {
    await (await fetch(origin, { method: 'HEAD' })).body?.cancel();
    return true;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

/** NaN where it cannot be told. */
function memoryMib(pid: number): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** A port that was free a moment ago, for a server that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No port is free.');
  return address.port;
}
