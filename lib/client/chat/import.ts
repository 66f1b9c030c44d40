import { ApiRefusal } from '#lib/client/api.ts';
import type { ConversationCreate } from '#lib/contract/conversations.ts';
import { createConversation } from './conversations.ts';
import { type ImportAnswer, type ImportRequest, parseImportAnswer } from './import-protocol.ts';
import { newsChannel } from './news.ts';

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
}

/**
 * Makes conversations, one after the other; those that are made stay when it is cut off.
 *
 * @returns the ids of those that were made
 * @throws TypeError when nobody answers, DOMException `AbortError`
 */
export async function makeImported(
  conversations: readonly ConversationCreate[],
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const made: string[] = [];
  const refused: string[] = [];
  for (const [index, conversation] of conversations.entries()) {
    signal.throwIfAborted();
    try {
      const { id, version } = await createConversation(conversation);
      made.push(id);
      newsChannel().tell({ id, version });
    } catch (thrown) {
      if (!(thrown instanceof ApiRefusal)) throw thrown;
      refused.push(`${conversation.title ?? index + 1}: ${thrown.message}`);
    }
    onProgress({ done: index + 1, refused: [...refused] });
  }
  return made;
}
