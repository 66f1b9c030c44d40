import { isRecord } from '#lib/std/is-record.ts';
import type { HighlightAnswer, HighlightRequest, LineToken } from './highlight-protocol.ts';

export type OnLine = (index: number, tokens: readonly LineToken[]) => void;

export interface HighlightJob {
  /** Lives as long as the job does. */
  readonly onLine: OnLine;
  /** The next complete lines. @param last no more will come */
  push(lines: readonly string[], last: boolean): void;
}

export interface Highlighter {
  /** @param onLine told each line's colours, in any order of arrival */
  start(language: string, onLine: OnLine): HighlightJob;
}

/** Leaves code as it is. */
export const PLAIN_HIGHLIGHTER: Highlighter = { start: (_, onLine) => ({ onLine, push: () => undefined }) };

let shared: Highlighter | undefined;

/** The page's one worker, made at the first block of code. Without workers code stays plain. */
export function sharedHighlighter(): Highlighter {
  shared ??= createHighlighter();
  return shared;
}

function createHighlighter(): Highlighter {
  let worker: Worker | undefined;
  let lastId = 0;
  // A block that has left the page, perhaps before its end came, is kept by nobody.
  const jobs = new Map<number, WeakRef<OnLine>>();

  const start = (): Worker => {
    const made = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isAnswer(data)) return;
      const onLine = jobs.get(data.id)?.deref();
      for (const [offset, tokens] of data.lines.entries()) onLine?.(data.firstLine + offset, tokens);
      if (data.last || onLine === undefined) jobs.delete(data.id);
    });
    return made;
  };

  return {
    start(language, onLine) {
      lastId++;
      const id = lastId;
      let firstLine = 0;
      jobs.set(id, new WeakRef(onLine));
      return {
        onLine,
        push(lines, last) {
          worker ??= start();
          worker.postMessage({ id, language, firstLine, lines, last } satisfies HighlightRequest);
          firstLine += lines.length;
        },
      };
    },
  };
}

function isAnswer(data: unknown): data is HighlightAnswer {
  return (
    isRecord(data) && typeof data.id === 'number' && typeof data.firstLine === 'number' && Array.isArray(data.lines)
  );
}
