import { ApiRefusal } from '#lib/client/api.ts';
import type { ConversationCreate, Picture } from '#lib/contract/conversations.ts';
import { createConversation } from './conversations.ts';
import { type ImportAnswer, type ImportRequest, parseImportAnswer } from './import-protocol.ts';
import { newsChannel } from './news.ts';
import { uploadPicture } from './upload-picture.ts';

/**
 * What a file holds, read by a worker.
 *
 * @throws DOMException `AbortError`; Error when the worker cannot be loaded
 */
export function readImport(request: ImportRequest, signal: AbortSignal): Promise<ImportAnswer> {
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<ImportAnswer>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      try {
        resolve(parseImportAnswer(data));
      } catch (error) {
        reject(error);
      }
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    signal.addEventListener('abort', () => reject(signal.reason));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

export interface ImportProgress {
  readonly done: number;
  /** Those that the server refused, with its words. */
  readonly refused: readonly string[];
  /** Pictures that are not in the file, or that the server did not take. */
  readonly lostPictures: number;
}

/**
 * Makes conversations, one after the other; those that are made stay when it is cut off.
 *
 * @returns the ids of those that were made
 * @throws TypeError when nobody answers, DOMException `AbortError`
 */
export async function makeImported(
  { conversations, pictures }: Pick<ImportAnswer, 'conversations' | 'pictures'>,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const made: string[] = [];
  const refused: string[] = [];
  let lostPictures = 0;
  for (const [index, conversation] of conversations.entries()) {
    signal.throwIfAborted();
    try {
      const { whole, lost } = await withPictures(conversation, pictures);
      lostPictures += lost;
      const { id, version } = await createConversation(whole);
      made.push(id);
      newsChannel().tell({ id, version });
    } catch (thrown) {
      if (!(thrown instanceof ApiRefusal)) throw thrown;
      refused.push(`${conversation.title ?? index + 1}: ${thrown.message}`);
    }
    onProgress({ done: index + 1, refused: [...refused], lostPictures });
  }
  return made;
}

/** A conversation whose pictures this server has; those that it cannot have are left out. */
async function withPictures(
  conversation: ConversationCreate,
  data: ReadonlyMap<string, string>,
): Promise<{ whole: ConversationCreate; lost: number }> {
  const kept = new Map<string, Picture>();
  const named = (conversation.messages ?? []).flatMap((message) => message.pictures ?? []);
  for (const { id, mediaType, name } of named) {
    const base64 = data.get(id);
    if (base64 === undefined || kept.has(id)) continue;
    try {
      kept.set(id, await uploadPicture(toBlob(base64, mediaType), name));
    } catch (thrown) {
      // What is no base64 throws a DOMException.
      if (!(thrown instanceof ApiRefusal || thrown instanceof DOMException)) throw thrown;
    }
  }
  const messages = (conversation.messages ?? []).map(({ pictures, ...message }) => {
    const shown = pictures?.flatMap(({ id }) => kept.get(id) ?? []);
    return { ...message, ...(shown === undefined || shown.length === 0 ? {} : { pictures: shown }) };
  });
  return { whole: { ...conversation, messages }, lost: named.filter(({ id }) => !kept.has(id)).length };
}

const toBlob = (base64: string, type: string): Blob =>
  new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type });
