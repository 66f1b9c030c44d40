import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 250;

/** A build takes a minute or two; an older lock belongs to a process number that was given away again. */
const STALE_AFTER_MS = 15 * 60_000;

/** The process that holds the lock, if there is a living one. */
export function lockHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (Date.now() - statSync(file).mtimeMs > STALE_AFTER_MS || !Number.isInteger(pid) || pid <= 0) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? -1 : undefined;
  }
}

/**
 * Takes a lock that only one process can hold; a lock left behind by a dead one is taken over.
 *
 * @param onWait called once when another process holds it
 * @returns the release; it may be called twice
 */
export async function takeLock(file: string, onWait: () => void): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  for (let first = true; ; first = false) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      const release = () => {
        process.off('exit', release);
        rmSync(file, { force: true });
      };
      process.on('exit', release);
      return release;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (lockHolder(file) === undefined) rmSync(file, { force: true });
    else {
      if (first) onWait();
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
