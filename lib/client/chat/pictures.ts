import { ApiRefusal } from '#lib/client/api.ts';
import { pictureFileFault, pictureNameOf } from '#lib/client/pictures/file.ts';
import { shrinkPicture } from '#lib/client/pictures/shrink.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIDE_PX, MAX_PICTURES } from '#lib/contract/picture-limits.ts';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';
import type { DraftPicture, PictureFault } from './draft-picture.ts';
import { useChat } from './store.ts';
import { uploadPicture } from './upload-picture.ts';

/** Files that become pictures of the message that is being written. Loaded with the first of them. */

const files = new Map<string, File>();
/** Taken out by hand: a message goes without them. */
const removed = new Set<string>();
/** What is being made now. */
const underWay = new Set<Promise<void>>();

/** Takes files, as many as a message may have, and says of each of the others why not. */
export function addPictures(given: readonly File[]): void {
  const { pictures, setPictures } = useChat.getState();
  let room = MAX_PICTURES - pictures.filter(({ state }) => state !== 'refused').length;
  const added = given.map((file): DraftPicture => {
    const own = { key: crypto.randomUUID(), name: pictureNameOf(file) };
    const code = pictureFileFault(file) ?? (room <= 0 ? 'count' : undefined);
    if (code !== undefined) return { ...own, state: 'refused', fault: { code } };
    room--;
    files.set(own.key, file);
    return { ...own, state: 'preparing' };
  });
  // What was refused before has been read by now.
  setPictures([...pictures.filter(({ state }) => state !== 'refused'), ...added]);
  for (const { key, state } of added) if (state === 'preparing') begin(key);
}

/** While somebody chooses: browsers may forget an element that nothing holds, and with it what was chosen. */
let chooser: HTMLInputElement | undefined;

/** Lets a person choose files. Soon after a press only: browsers ask for one. */
export function choosePictures(): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', multiple: true, accept: IMAGE_TYPES.join() });
  input.addEventListener('change', () => addPictures([...(input.files ?? [])]));
  chooser = input;
  chooser.click();
}

/** Tries once more to make one that did not reach the server. */
export function retryPicture(key: string): void {
  put(key, ({ name }) => ({ key, name, state: 'preparing' }));
  begin(key);
}

export const canRetry = (key: string): boolean => files.has(key);

export function removePicture(key: string): void {
  files.delete(key);
  removed.add(key);
  const { pictures, setPictures } = useChat.getState();
  setPictures(pictures.filter((picture) => picture.key !== key));
}

/** Resolves when nothing is being made any more. @returns whether all that was made can be sent, and is still here */
export async function whenPrepared(): Promise<boolean> {
  const waited = useChat.getState().pictures.filter(({ state }) => state === 'preparing');
  while (underWay.size > 0) await Promise.all(underWay);
  const { pictures } = useChat.getState();
  const ready = new Set(pictures.flatMap(({ key, state }) => (state === 'ready' ? [key] : [])));
  return waited.every(({ key }) => removed.has(key) || ready.has(key));
}

function put(key: string, change: (picture: DraftPicture) => DraftPicture): void {
  const { pictures, setPictures } = useChat.getState();
  // It was removed meanwhile, or another conversation is open.
  if (!pictures.some((picture) => picture.key === key)) return;
  setPictures(pictures.map((picture) => (picture.key === key ? change(picture) : picture)));
}

function begin(key: string): void {
  const file = files.get(key);
  if (file === undefined) return;
  const making = make(file).then((made) => {
    if (!('code' in made) || !PASSING.has(made.code)) files.delete(key);
    put(key, ({ name }) =>
      'code' in made
        ? { key, name, state: 'refused', fault: made }
        : { key, name, state: 'ready', picture: made, fileBytes: file.size },
    );
  });
  underWay.add(making);
  void making.finally(() => underWay.delete(making));
}

/** Faults that may be gone the next time. */
const PASSING: ReadonlySet<PictureFault['code']> = new Set(['network', 'server', 'room']);

const BOUNDS = { sidePx: MAX_PICTURE_SIDE_PX, bytes: MAX_PICTURE_BYTES } as const;

async function make(file: File): Promise<Picture | PictureFault> {
  const shrunk = await shrinkPicture(file, BOUNDS).catch(() => undefined);
  if (shrunk === undefined) return { code: 'browser' };
  if ('fault' in shrunk) return { code: shrunk.fault };
  try {
    return await uploadPicture(shrunk.made.picture, pictureNameOf(file));
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal)) return { code: 'network' };
    return thrown.code === 'conflict' ? { code: 'room' } : { code: 'server', words: thrown.message };
  }
}
