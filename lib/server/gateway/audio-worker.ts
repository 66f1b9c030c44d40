import { Readable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { parseStream } from 'music-metadata';
import type { AudioReply, AudioRequest } from './audio-messages.ts';

// A thread of its own, since the parser believes what a file says of itself: one of 24 MB can keep it at work for ten
// seconds on end, in which the process would do nothing else.
let current: { readonly id: number; readonly stream: Readable } | undefined;

parentPort?.on('message', (request: AudioRequest) => {
  if (!('bytes' in request)) void measure(request);
  else if (request.id === current?.id) current.stream.push(request.bytes);
});

async function measure({ id, type, sizeBytes }: Exclude<AudioRequest, { bytes: unknown }>): Promise<void> {
  // Counted in bytes: the parser copies whole chunks into the rest of a buffer when a stream counts in objects.
  const stream = new Readable({ read: () => reply({ id, more: true }) });
  // The parser is told; one that nobody parses any more must not end the thread.
  stream.on('error', () => undefined);
  current = { id, stream };
  const options = { duration: true, skipCovers: true, skipPostHeaders: true };
  const seconds = await parseStream(stream, { mimeType: type, size: sizeBytes }, options).then(
    ({ format }) => format.duration,
    () => undefined,
  );
  stream.destroy();
  reply({ id, seconds: seconds ?? null });
}

const reply = (message: AudioReply) => parentPort?.postMessage(message);
