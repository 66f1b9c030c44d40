import { ensureBuild } from './build.ts';

const PARENT_WATCH_MS = 500;

// Set before React or Next is loaded: both look at it once.
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });

if (process.env.npm_lifecycle_event !== undefined) endWithParent();

if (!(await ensureBuild())) process.exit(1);

// In this process, so that a signal reaches the server itself.
await import(new URL('../server.ts', import.meta.url).href);

/** npm hands a SIGTERM to its shell, which dies without passing it on: an orphan takes that for its own. */
function endWithParent(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_WATCH_MS);
  watch.unref();
}
