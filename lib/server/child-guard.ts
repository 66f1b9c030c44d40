import process from 'node:process';

// Beside the work, which may be amid something that never comes to an end: then the pipe's end is not seen.
const LOOK_MS = 25;
const [parentPid = 0, memoryBytes = 0] = process.argv.slice(2).map(Number);
// Where `/proc` tells it, the parent watches, and can say why the child was ended.
const watchesMemory = process.platform !== 'linux' && memoryBytes > 0;

setInterval(() => {
  if (!isThere() || (watchesMemory && process.memoryUsage.rss() > memoryBytes)) process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);

/** An orphan is given another parent; on Windows it keeps the number of one that is no more. */
function isThere(): boolean {
  if (process.ppid !== parentPid) return false;
  try {
    return process.kill(parentPid, 0);
  } catch {
    return false;
  }
}
