import { isRecord } from '#lib/std/is-record.ts';
import type { HighlightAnswer, HighlightRequest, LineToken } from './highlight-protocol.ts';

export interface HighlightJob {
  /** The next complete lines. @param last no more will come */
  push(lines: readonly string[], last: boolean): void;
}

export interface Highlighter {
  /** @param onLine told each line's colours, in any order of arrival */
  start(language: string, onLine: (index: number, tokens: readonly LineToken[]) => void): HighlightJob;
}

/** Leaves code as it is. */
export const PLAIN_HIGHLIGHTER: Highlighter = { start: () => ({ push: () => undefined }) };

let shared: Highlighter | undefined;

/** The page's one worker, made at the first block of code. Without workers code stays plain. */
export function sharedHighlighter(): Highlighter {
  shared ??= createHighlighter();
  return shared;
}

function createHighlighter(): Highlighter {
  let worker: Worker | undefined;
  let lastId = 0;
  const jobs = new Map<number, (index: number, tokens: readonly LineToken[]) => void>();

  const start = (): Worker => {
    const made = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isAnswer(data)) return;
      const onLine = jobs.get(data.id);
      for (const [offset, tokens] of data.lines.entries()) onLine?.(data.firstLine + offset, tokens);
      if (data.last) jobs.delete(data.id);
    });
    return made;
  };

  return {
    start(language, onLine) {
      lastId++;
      const id = lastId;
      let firstLine = 0;
      jobs.set(id, onLine);
      return {
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
