import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

export const ROOT = join(import.meta.dirname, '..');

const Package = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/**
 * The JavaScript file behind a command of node_modules/.bin, to be run by this very Node: the shims of .bin are shell
 * scripts on Windows, and would find the machine's Node elsewhere.
 *
 * @throws when the package is missing or has no such command
 */
export function commandOf(packageName: string, command = packageName): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const file = typeof bin === 'string' ? bin : bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, file);
}

/** Starts a command of node_modules in the project's root with this Node. */
export function startCommand(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    ...options,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...options.env },
  });
}

/**
 * Waits for the end of a child process. A signal that asks this process to end goes to the child first; this one then
 * ends as the signal's exit code says.
 *
 * @returns its exit code; 1 when a signal ended it or it could not be started
 */
export async function exitCodeOf(child: ChildProcess): Promise<number> {
  const interrupt = () => endWith('SIGINT', 130);
  const terminate = () => endWith('SIGTERM', 143);
  const endWith = (signal: NodeJS.Signals, exitCode: number) => {
    child.once('close', () => process.exit(exitCode));
    child.kill(signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', terminate);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(1));
  });
  process.off('SIGINT', interrupt).off('SIGTERM', terminate);
  return code ?? 1;
}
