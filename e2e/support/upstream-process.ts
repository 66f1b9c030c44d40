import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface UpstreamProcess {
  /** For `RUIJING_BASE_URL`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The fake upstream as a process of its own, as a real one would be. */
export async function startUpstreamProcess(): Promise<UpstreamProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fake-upstream.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0' },
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    url: String(line).trim(),
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
