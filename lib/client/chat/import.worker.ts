import { importConversations } from '#lib/domain/chat/import.ts';
import { ImportFault } from '#lib/domain/chat/import-fault.ts';
import { type ImportAnswer, parseImportRequest } from './import-protocol.ts';

// Exports of a year are tens of megabytes: reading one must not hold up the page.
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseImportRequest(data);
  if (request !== undefined) self.postMessage(read(request.text, request.model));
});

function read(text: string, model: string): ImportAnswer {
  try {
    const settings = { model, system: '', parameters: {} };
    return { ...importConversations(text, { newId: () => crypto.randomUUID(), settings }), fault: undefined };
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    return { conversations: [], leftOut: 0, pictures: new Map(), fault: { code: error.code, path: error.path } };
  }
}
