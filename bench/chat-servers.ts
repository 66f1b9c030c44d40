import { join } from 'node:path';
import { build } from 'vite';
import { ROOT, type Running, startProcess } from './processes.ts';

/** What `chat.ts` needs besides the console. */

export const startChatUpstream = (folder: string): Promise<Running> =>
  startProcess({ file: join(ROOT, 'bench/chat-upstream.ts'), printsTo: join(folder, 'upstream.log') });

export const startPages = (folder: string, { upstream, peers }: Pages): Promise<Running> =>
  startProcess({
    file: join(ROOT, 'bench/chat-pages.ts'),
    env: { UPSTREAM: upstream, ...(peers === undefined ? {} : { PEERS: peers }) },
    printsTo: join(folder, 'pages.log'),
  });

interface Pages {
  readonly upstream: string;
  /** Folder of their build; absent: no renderer is compared. */
  readonly peers?: string;
}

/** Builds the peers' page for production. @returns its folder */
export async function buildPeers(folder: string): Promise<string> {
  const outDir = join(folder, 'peers');
  await build({
    configFile: false,
    root: join(ROOT, 'bench/chat-peers'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, target: 'esnext' },
  });
  return outDir;
}
