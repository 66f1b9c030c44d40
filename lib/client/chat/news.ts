import { isRecord } from '#lib/std/is-record.ts';

/** What tabs of one browser tell each other of conversations. */
export interface News {
  /** The conversation that changed. */
  readonly id: string;
  /** The server's version of it; `null`: it was removed, or came back. */
  readonly version: number | null;
}

const CHANNEL = 'ruijing.conversations';

/** Tells the other tabs, and those who listen in this one. */
export class NewsChannel {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #listeners = new Set<(news: News) => void>();

  constructor() {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isNews(data)) this.#hear(data);
    });
  }

  tell(news: News): void {
    this.#channel.postMessage(news);
    this.#hear(news);
  }

  /** @returns ends it */
  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #hear(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}

const isNews = (data: unknown): data is News =>
  isRecord(data) && typeof data.id === 'string' && (data.version === null || typeof data.version === 'number');

let shared: NewsChannel | undefined;

/** The page's one channel. */
export function newsChannel(): NewsChannel {
  shared ??= new NewsChannel();
  return shared;
}
