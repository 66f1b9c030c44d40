import { join } from 'node:path';
import { precompress } from '#lib/server/precompress.ts';
import { lockHolder, takeLock } from './build-lock.ts';
import { policyGaps } from './route-policy.ts';
import { commandOf, exitCodeOf, ROOT, startCommand } from './run.ts';
import { readBuild, sourceStamp, writeBuild } from './stamp.ts';

/** Next clears `.next` before it builds, but for its cache. */
const LOCK = join(ROOT, '.next/cache/ruijing-build.lock');

/** Two cores, no cache; the next build is told by the one before it. */
const FIRST_BUILD_SECONDS = 30;

const SIGN_OF_LIFE_MS = 5_000;

/**
 * Builds the console unless the build that stands in `.next` was made from these very sources. Says what it does, about
 * how long it takes, and that it is alive. Of two processes at once, one builds and the other waits for it.
 *
 * @returns `false` when the build failed; the reason stands on stderr
 */
export async function ensureBuild(options: { force?: boolean } = {}): Promise<boolean> {
  const fresh = () => readBuild(ROOT)?.stamp === sourceStamp(ROOT);
  if (!options.force && lockHolder(LOCK) === undefined && fresh()) return true;
  const release = await takeLock(LOCK, () => {
    console.log('Another process builds the console: waiting for it. · 另一个进程正在构建，等待其完成。');
  });
  try {
    return (!options.force && fresh()) || (await build());
  } finally {
    release();
  }
}

async function build(): Promise<boolean> {
  const gaps = policyGaps(join(ROOT, 'app'));
  if (gaps.length > 0) {
    console.error(gaps.join('\n'));
    return false;
  }
  const stamp = sourceStamp(ROOT);
  const expected = Math.ceil(readBuild(ROOT)?.seconds ?? FIRST_BUILD_SECONDS);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  console.log(
    `Building the console, about ${expected} s; later starts skip this. · 正在构建控制台，约 ${expected} 秒，之后启动不再需要。`,
  );
  const alive = setInterval(() => console.log(`  … ${Math.round(seconds())} s`), SIGN_OF_LIFE_MS);
  const child = startCommand(commandOf('next'), ['build'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await exitCodeOf(child);
  if (code === 0) {
    const compressed = join(ROOT, '.next/precompressed');
    await precompress(join(ROOT, '.next/static'), join(compressed, '_next/static'));
    await precompress(join(ROOT, 'public'), compressed);
    writeBuild(ROOT, { stamp, seconds: seconds() });
  }
  clearInterval(alive);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    console.error('The build failed: the reason stands above. · 构建失败，原因见上文。');
    return false;
  }
  console.log(`Built in ${seconds().toFixed(1)} s. · 构建完成。`);
  return true;
}

if (import.meta.main && !(await ensureBuild({ force: true }))) process.exit(1);
