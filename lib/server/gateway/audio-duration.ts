import type { Upload } from '#lib/server/upstream/port.ts';
import { AudioThreads } from './audio-threads.ts';

/** What takes longer is not worth knowing. */
const MAX_MS = 2_000;
/** A day of sound is more than any upload holds: a larger figure is wrong. */
const MAX_SECONDS = 86_400;

/** Two, so that a file that keeps one busy to the end does not hold up the next one. */
const threads = new AudioThreads(2);

/**
 * How long a sound is, as its own file tells, for bills that no upstream gave a figure for. The file is a stranger's: it
 * is looked into in a thread that can be ended.
 *
 * @param maxMs how long to look. @returns undefined when that cannot be told; nothing is thrown
 */
export async function audioSeconds(
  { file }: Pick<Upload, 'file'>,
  maxMs: number = MAX_MS,
): Promise<number | undefined> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), maxMs);
  try {
    const seconds = await threads.use(late.signal, (thread) => thread.seconds(file, late.signal));
    return seconds !== null && seconds > 0 && seconds <= MAX_SECONDS ? seconds : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
