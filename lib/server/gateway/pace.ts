import { ApiError } from '#lib/contract/errors.ts';

/** An upload slower than this over a whole window only holds a socket (F19). */
const MIN_UPLOAD_BYTES_PER_SECOND = 1024;

export interface Pace {
  /** Rejects with a 408 after the first window in which too little came. */
  readonly tooSlow: Promise<never>;
  arrived(bytes: number): void;
  stop(): void;
}

/** Watches how fast an upload comes in. @param windowMs how long it may be slow */
export function watchPace(windowMs: number): Pace {
  const { promise, reject } = Promise.withResolvers<never>();
  // Nobody may be racing it at the moment it rejects.
  promise.catch(() => undefined);
  let bytes = 0;
  const timer = setInterval(() => {
    if (bytes * 1000 < MIN_UPLOAD_BYTES_PER_SECOND * windowMs) {
      reject(new ApiError('request_timeout', `The upload brought ${bytes} bytes within ${windowMs} ms.`));
    }
    bytes = 0;
  }, windowMs);
  return {
    tooSlow: promise,
    arrived: (count) => {
      bytes += count;
    },
    stop: () => clearInterval(timer),
  };
}
