import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const STAND_INS = join(ROOT, 'e2e', 'support', 'python');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the machine that runs code which it is given by stdin. */
export interface Runner {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const SHELL: Runner = { command: 'sh', args: ['-s'] };

/** From the project's folder, so that its packages are found. */
export const NODE_MODULE: Runner = { command: process.execPath, args: ['--input-type=module', '-'] };

/**
 * Python with a package; undefined, and a line that says so, on a machine without Python. Where the package is missing a
 * stand-in of ours, which makes the same call, takes its place, and a line says so too.
 */
export function pythonWith(name: 'requests' | 'openai'): Runner | undefined {
  const python = { command: 'python3', args: ['-'] };
  if (!runs('pass')) {
    console.warn(`There is no python3: left out is the code for ${name}.`);
    return undefined;
  }
  if (runs(`import ${name}`)) return python;
  console.warn(`Python's ${name} is not installed: its code runs on a stand-in.`);
  return { ...python, env: { PYTHONPATH: join(STAND_INS, name) } };
}

function runs(code: string): boolean {
  try {
    execFileSync('python3', ['-c', code], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs code in an environment that is the machine's own in nothing but its programs. */
export function runCode(
  { command, args, env: own }: Runner,
  code: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', PYTHONIOENCODING: 'utf-8', NODE_ENV: 'test', ...own, ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    // A program that ends before it has read all says so by its status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(code);
  });
}
