import { STREAM_DONE } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { createSseDecoder, type SseDecoder, type SseEvent, SseEventTooLarge } from '#lib/std/sse.ts';
import { type Relayed, type RelayOptions, StreamState } from './stream-state.ts';

const encoder = new TextEncoder();

/** An event of the wire; JSON over several lines needs its name on each. */
export const toEvent = (data: string): Uint8Array => encoder.encode(`data: ${data.replaceAll('\n', '\ndata: ')}\n\n`);

/**
 * Passes a stream on, event by event, and mends what can be mended (faults.md F03–F08, F20–F25): broken events are
 * skipped and counted, a missing `[DONE]` is added, missing usage is estimated, usage that nobody asked for is kept back. The text of a good event stays as the
 * upstream wrote it.
 *
 * @throws ApiError when it cannot be mended; what was yielded before are whole events
 */
export async function* relay(
  body: AsyncIterable<Uint8Array, undefined>,
  relayed: Relayed,
  options: RelayOptions,
): AsyncGenerator<Uint8Array> {
  const stream = new StreamState(relayed, options);
  const decoder = createSseDecoder({ maxEventBytes: options.maxEventBytes });
  const reader = body[Symbol.asyncIterator]();
  try {
    while (!stream.done) {
      const next = await stream.read(reader);
      if (next === undefined || next.done === true) break;
      const events = decode(decoder, next.value);
      let out = '';
      for (const event of events) {
        if (event.data === STREAM_DONE) stream.done = true;
        if (stream.done) break;
        out += stream.pass(event);
      }
      if (out !== '') yield encoder.encode(out);
      stream.throwFailure();
    }
  } catch (error) {
    if (!(stream.finished && isBreak(error))) throw error;
  } finally {
    await reader.return?.();
  }
  if (!stream.done && !stream.finished) {
    throw new ApiError('upstream_truncated', 'The upstream’s answer ended early.');
  }
  const usage = stream.usage();
  relayed.whole = true;
  yield usage === undefined ? toEvent(STREAM_DONE) : Buffer.concat([toEvent(usage), toEvent(STREAM_DONE)]);
}

/** A connection that breaks after the last word took nothing away (F14, F22). */
const isBreak = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'upstream_reset' || error.code === 'upstream_truncated');

function decode(decoder: SseDecoder, chunk: Uint8Array): SseEvent[] {
  try {
    return decoder.push(chunk);
  } catch (error) {
    if (!(error instanceof SseEventTooLarge)) throw error;
    throw new ApiError('event_too_large', 'The upstream sent an event larger than the gateway passes on.', {
      cause: error,
    });
  }
}
