import { type PictureBounds, parseShrinkAnswer, type ShrinkAnswer, type ShrinkRequest } from './shrink-protocol.ts';

let worker: Worker | undefined;
let lastId = 0;
/** One file at a time: a large photo takes hundreds of megabytes while it is open. */
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Makes a picture of a file, within bounds and without what the camera wrote beside it.
 *
 * @throws Error where the browser has no worker, or none that makes pictures
 */
export async function shrinkPicture(file: Blob, bounds: PictureBounds): Promise<ShrinkAnswer> {
  waiting++;
  const answer = last.then(() => ask(file, bounds));
  last = answer.catch(() => undefined);
  try {
    return await answer;
  } finally {
    waiting--;
    // What it held is given back.
    if (waiting === 0) end();
  }
}

function end(): void {
  worker?.terminate();
  worker = undefined;
}

function ask(file: Blob, { sidePx, bytes }: PictureBounds): Promise<ShrinkAnswer> {
  worker ??= new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' });
  const asked = worker;
  const request: ShrinkRequest = { id: ++lastId, file, sidePx, bytes };
  return new Promise((resolve, reject) => {
    asked.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const told = parseShrinkAnswer(data);
      if (told?.id === request.id) resolve(told);
    });
    asked.addEventListener('error', ({ message }) => {
      end();
      reject(new Error(message));
    });
    asked.postMessage(request);
  });
}
