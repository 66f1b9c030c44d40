import type { AssistantMessage } from '#lib/domain/chat/message.ts';

type Listener = () => void;

/** A text that grows outside React: whoever paints it subscribes and reads when told. */
export interface TextSource {
  get(): string;
  done(): boolean;
  subscribe(listener: Listener): () => void;
}

/**
 * An answer while it arrives. Words go straight from here to the renderer; React hears of it at a slower pace, since a
 * state update for every event would starve the page (Streamdown #550).
 */
export class LiveAnswer {
  readonly text: TextSource;
  readonly reasoning: TextSource;
  #answer: AssistantMessage;
  #figures: AssistantMessage;
  #lost = false;
  readonly #textListeners = new Set<Listener>();
  readonly #figureListeners = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = new AbortController();
  #begin: () => void = () => undefined;

  constructor(answer: AssistantMessage) {
    this.#answer = answer;
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.#figures = answer;
    const source = (read: (answer: AssistantMessage) => string): TextSource => ({
      get: () => read(this.#answer),
      done: () => this.#answer.status !== 'streaming',
      subscribe: (listener) => {
        this.#textListeners.add(listener);
        return () => this.#textListeners.delete(listener);
      },
    });
    this.text = source((current) => current.text);
    this.reasoning = source((current) => current.reasoning);
  }

  get id(): string {
    return this.#answer.id;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Nobody looks at it any more: what still comes is not read here. The run goes on. */
  leave(): void {
    this.#abort.abort();
  }

  /** The server has its run; resolves once, also when it never will. */
  readonly begun: Promise<void>;

  begin(): void {
    this.#begin();
  }

  /** The connection is lost, and tried again, until more arrives. */
  get isLost(): boolean {
    return this.#lost;
  }

  lost(): void {
    this.#lost = true;
    this.#tell();
  }

  /** The answer as it stands, to the last event. */
  current(): AssistantMessage {
    return this.#answer;
  }

  update(answer: AssistantMessage): void {
    this.#answer = answer;
    this.#lost = false;
    for (const listener of this.#textListeners) listener();
    if (answer.status !== 'streaming') {
      this.#begin();
      this.#tell();
    } else this.#timer ??= setTimeout(() => this.#tell(), FIGURES_EVERY_MS);
  }

  /** Calls back once, when something of it has arrived or it is over. @returns ends that */
  onFirst(listener: Listener): () => void {
    const once = () => {
      this.#textListeners.delete(once);
      listener();
    };
    this.#textListeners.add(once);
    return () => this.#textListeners.delete(once);
  }

  /** For `useSyncExternalStore`: the answer as React last heard of it. */
  readonly figures = (): AssistantMessage => this.#figures;

  readonly subscribeFigures = (listener: Listener): (() => void) => {
    this.#figureListeners.add(listener);
    return () => this.#figureListeners.delete(listener);
  };

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#figures = this.#answer;
    for (const listener of this.#figureListeners) listener();
  }
}

/** Fast enough to look alive, slow enough to cost nothing. */
const FIGURES_EVERY_MS = 120;
