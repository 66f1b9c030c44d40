import { ApiError } from '#lib/contract/errors.ts';

/** An upload slower than this over a whole window only holds a socket (F19). */
const MIN_UPLOAD_BYTES_PER_SECOND = 1024;

export interface Pace {
  arrived(bytes: number): void;
  stop(): void;
}

/**
 * Watches how fast an upload comes in.
 *
 * @param windowMs how long it may be slow
 * @param onSlow told a 408 after each window in which too little came
 */
export function watchPace(windowMs: number, onSlow: (error: ApiError) => void): Pace {
  let bytes = 0;
  const timer = setInterval(() => {
    if (bytes * 1000 < MIN_UPLOAD_BYTES_PER_SECOND * windowMs) {
      onSlow(new ApiError('request_timeout', `The upload brought ${bytes} bytes within ${windowMs} ms.`));
    }
    bytes = 0;
  }, windowMs);
  return {
    arrived: (count) => {
      bytes += count;
    },
    stop: () => clearInterval(timer),
  };
}
