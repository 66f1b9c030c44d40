import 'katex/dist/katex.min.css';
import { type FormulaRequest, isFormulaAnswer } from './katex-protocol.ts';
import type { FormulaSetter } from './typesetter.ts';

const BROKEN = 'the worker of formulas has ended';

/**
 * Has formulas set by a worker: KaTeX takes longer to start than a frame lasts, and a page of formulas longer still. Its
 * styles come with this module.
 *
 * @throws where the browser refuses workers
 */
export function startKatex(): FormulaSetter {
  const worker = new Worker(new URL('./katex.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, PromiseWithResolvers<string | undefined>>();
  let lastId = 0;
  let broken = false;
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isFormulaAnswer(data)) return;
    waiting.get(data.id)?.resolve(data.html);
    waiting.delete(data.id);
  });
  // Its script did not come, or it ended.
  worker.addEventListener('error', () => {
    broken = true;
    for (const answer of waiting.values()) answer.reject(new Error(BROKEN));
    waiting.clear();
    worker.terminate();
  });
  return (tex, display) => {
    if (broken) return Promise.reject(new Error(BROKEN));
    lastId++;
    const id = lastId;
    const answer = Promise.withResolvers<string | undefined>();
    waiting.set(id, answer);
    worker.postMessage({ id, tex, display } satisfies FormulaRequest);
    return answer.promise;
  };
}
