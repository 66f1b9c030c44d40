import { tokenPieces } from '#lib/domain/metering/tokens.ts';

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** @throws the signal's reason when it is aborted first */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};

/** Timers are no finer than this: what is due within it goes out now. */
const GRAIN_MS = 4;

export interface PaceOptions {
  readonly clock: Clock;
  readonly tokensPerSecond: number;
  readonly signal: AbortSignal;
}

/** The pieces of a text, each when its time has come; measured from the start, so that delays do not add up. */
export async function* paced(text: string, { clock, tokensPerSecond, signal }: PaceOptions): AsyncGenerator<string> {
  const startMs = clock.now();
  let tokens = 0;
  for (const piece of tokenPieces(text)) {
    tokens += piece.tokens;
    const waitMs = startMs + (tokens / tokensPerSecond) * 1000 - clock.now();
    signal.throwIfAborted();
    if (waitMs > GRAIN_MS) await clock.sleep(waitMs, signal);
    yield piece.text;
  }
}

/** Pieces of an answer that comes slowly: few enough that a person sees the end. */
const SLOW_PIECES = 8;

/** The text in a few pieces, one every `everyMs`. */
export async function* slow(
  text: string,
  { clock, everyMs, signal }: Omit<PaceOptions, 'tokensPerSecond'> & { everyMs: number },
): AsyncGenerator<string> {
  const pieces = tokenPieces(text).map((piece) => piece.text);
  const size = Math.max(1, Math.ceil(pieces.length / SLOW_PIECES));
  for (let at = 0; at < pieces.length; at += size) {
    await clock.sleep(everyMs, signal);
    yield pieces.slice(at, at + size).join('');
  }
}
