import { AudioThread } from './audio-thread.ts';

type Admit = (thread: AudioThread) => void;

/** Threads for sound files: started when one is needed, kept for the next, replaced when they have ended. */
export class AudioThreads {
  readonly #max: number;
  readonly #idle = new Set<AudioThread>();
  /** In the order of asking. */
  readonly #waiting = new Set<Admit>();
  #count = 0;

  /** @param max at once; who comes then waits */
  constructor(max: number) {
    this.#max = max;
  }

  /** `work` with a thread of its own. @throws what it throws, or the signal's reason when it was late before its turn */
  async use<T>(late: AbortSignal, work: (thread: AudioThread) => Promise<T>): Promise<T> {
    const thread = await this.#take(late);
    try {
      return await work(thread);
    } finally {
      if (!thread.over) this.#idle.add(thread);
      this.#admit();
    }
  }

  #take(late: AbortSignal): Promise<AudioThread> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      late.addEventListener('abort', () => {
        this.#waiting.delete(resolve);
        reject(late.reason);
      });
      this.#admit();
    });
  }

  #admit(): void {
    for (const admit of this.#waiting) {
      const thread = this.#free();
      if (thread === undefined) return;
      this.#waiting.delete(admit);
      admit(thread);
    }
  }

  #free(): AudioThread | undefined {
    const [idle] = this.#idle;
    if (idle !== undefined) {
      this.#idle.delete(idle);
      return idle;
    }
    if (this.#count === this.#max) return undefined;
    this.#count++;
    const thread = new AudioThread(() => {
      this.#count--;
      this.#idle.delete(thread);
      this.#admit();
    });
    return thread;
  }
}
