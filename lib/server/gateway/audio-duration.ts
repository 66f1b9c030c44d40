import { Readable } from 'node:stream';
import type { Upload } from '#lib/server/upstream/port.ts';

/** What takes longer is not worth knowing. */
const MAX_MS = 2_000;
/** A day of sound is more than any upload holds: a larger figure is wrong. */
const MAX_SECONDS = 86_400;

/**
 * How long a sound is, as its own file tells, for bills that no upstream gave a figure for.
 *
 * @param maxMs how long to look. @returns undefined when that cannot be told; nothing is thrown
 */
export async function audioSeconds(
  { file }: Pick<Upload, 'file'>,
  maxMs: number = MAX_MS,
): Promise<number | undefined> {
  // The reader of tags copies whole chunks into the rest of a buffer when a stream counts in objects.
  const stream = Readable.from(file.read(), { objectMode: false });
  // Whoever parses it is told; one that nobody parses any more must not end the process.
  stream.on('error', () => undefined);
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), maxMs);
  try {
    return await Promise.race([measure(stream, file), late.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}

async function measure(stream: Readable, { type, sizeBytes }: Upload['file']): Promise<number | undefined> {
  // Loaded when it is needed: it is larger than the rest of the gateway.
  const { parseStream } = await import('music-metadata');
  const options = { duration: true, skipCovers: true, skipPostHeaders: true };
  const { format } = await parseStream(stream, { mimeType: type, size: sizeBytes }, options);
  const { duration: seconds } = format;
  return seconds !== undefined && seconds > 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}
