import type { PromptParts } from '#lib/domain/chat/estimate-prompt.ts';
import type { RequestMessage } from '#lib/domain/chat/request.ts';
import { type EstimateRequest, parseEstimateAnswer } from './estimate-protocol.ts';

/** What the estimator needs of a worker. */
export type EstimateWorker = Pick<Worker, 'addEventListener' | 'postMessage' | 'terminate'>;

/** Who asks: of each, only the newest question is answered. */
export type Asker = 'typing' | 'sending';

interface Question {
  readonly parts: PromptParts;
  /** @param promptTokens undefined: it was overtaken by a newer question, or there is no worker */
  readonly answer: (promptTokens: number | undefined) => void;
}

/** Has prompts counted by a worker, one at a time: while one is counted the newest waits, and those between are dropped. */
export class PromptEstimator {
  readonly #start: () => EstimateWorker;
  #worker: EstimateWorker | undefined;
  readonly #waiting = new Map<Asker, Question>();
  #asked: (Question & { readonly id: number }) | undefined;
  #lastId = 0;
  /** The thread that the worker has. */
  #thread: readonly RequestMessage[] | undefined;

  constructor(start: () => EstimateWorker) {
    this.#start = start;
  }

  /** @returns undefined when a newer question of the same asker came first, or nobody can count */
  count(parts: PromptParts, asker: Asker): Promise<number | undefined> {
    return new Promise((answer) => {
      this.#waiting.get(asker)?.answer(undefined);
      this.#waiting.set(asker, { parts, answer });
      this.#askNext();
    });
  }

  #askNext(): void {
    if (this.#asked !== undefined) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [asker, question] = next;
    this.#waiting.delete(asker);
    this.#lastId++;
    const id = this.#lastId;
    this.#asked = { ...question, id };
    const { system, thread, draft } = question.parts;
    const isKnown = thread === this.#thread;
    this.#thread = thread;
    try {
      this.#worker ??= this.#begin();
      this.#worker.postMessage({ id, system, draft, ...(isKnown ? {} : { thread }) } satisfies EstimateRequest);
    } catch {
      // A browser may refuse workers: there is then no estimate, and nothing else is lost.
      this.#finish(undefined);
    }
  }

  #begin(): EstimateWorker {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const answer = parseEstimateAnswer(data);
      if (answer !== undefined && answer.id === this.#asked?.id) this.#finish(answer.promptTokens);
    });
    // It could not be loaded, or died: the next question tries anew.
    worker.addEventListener('error', () => {
      worker.terminate();
      this.#worker = undefined;
      this.#thread = undefined;
      this.#finish(undefined);
    });
    return worker;
  }

  #finish(promptTokens: number | undefined): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.answer(promptTokens);
    this.#askNext();
  }
}

let shared: PromptEstimator | undefined;

/** The page's one estimator; its worker starts with the first question. */
export function sharedEstimator(): PromptEstimator {
  shared ??= new PromptEstimator(
    () => new Worker(new URL('./estimate.worker.ts', import.meta.url), { type: 'module' }),
  );
  return shared;
}
