import { type TailNews, tailNewsSchema } from '#lib/contract/call-log.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { pause } from '#lib/std/pause.ts';
import { createSseDecoder } from '#lib/std/sse.ts';
import { ApiRefusal, refusalOf } from './api.ts';

/** A hundred calls are some 60 KB. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;
/** The server says something at least every 15 s: after so long a silence nobody is there. */
const SILENCE_MS = 40_000;
/** How soon a lost connection is tried again: at once, then more and more slowly. */
const AGAIN_MS = [250, 1_000, 2_000, 5_000];

export interface TailListener {
  readonly onNews: (news: TailNews) => void;
  /** It was lost, and is tried again. */
  readonly onLost: () => void;
  /** The server said no: nothing is tried again. */
  readonly onRefused: (refusal: ApiRefusal) => void;
}

/** Follows calls as they end, until it is cut off; a lost connection is made again. Never throws. */
export async function followTail(query: URLSearchParams, listener: TailListener, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const began = await readOnce(query, listener, signal);
      if (began) failures = 0;
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof ApiRefusal && !thrown.mayPass && thrown.status !== 429) return listener.onRefused(thrown);
    }
    if (signal.aborted) return;
    listener.onLost();
    await pause(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 0, signal);
  }
}

/** @returns whether anything came. @throws ApiRefusal, TypeError for a connection that broke */
async function readOnce(query: URLSearchParams, { onNews }: TailListener, signal: AbortSignal): Promise<boolean> {
  const cut = new AbortController();
  let silence = setTimeout(() => cut.abort(), SILENCE_MS);
  try {
    const response = await fetch(`/api/logs/tail?${query}`, { signal: AbortSignal.any([signal, cut.signal]) });
    if (!response.ok) throw await refusalOf(response);
    const reader = response.body?.getReader();
    const decoder = createSseDecoder({ maxEventBytes: MAX_EVENT_BYTES });
    for (let began = false; ; began = true) {
      const read = await reader?.read();
      if (read?.value === undefined) return began;
      clearTimeout(silence);
      silence = setTimeout(() => cut.abort(), SILENCE_MS);
      for (const { data } of decoder.push(read.value)) {
        const { success, data: news } = tailNewsSchema.safeParse(parseJson(data));
        if (success) onNews(news);
      }
    }
  } finally {
    clearTimeout(silence);
    cut.abort();
  }
}
