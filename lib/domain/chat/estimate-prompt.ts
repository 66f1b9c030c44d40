import { estimatePromptTokens, TOKENS_PER_PROMPT } from '#lib/domain/metering/tokens.ts';
import type { Message, UserMessage } from './message.ts';
import { type ChatSettings, type RequestMessage, toRequestMessages } from './request.ts';

/** A prompt in the order that it is sent. The thread is long and seldom changes, the rest is short and is typed. */
export interface PromptParts {
  readonly system: readonly RequestMessage[];
  readonly thread: readonly RequestMessage[];
  readonly draft: readonly RequestMessage[];
}

/** What is being written. */
type Draft = Pick<UserMessage, 'text' | 'pictures'>;

/** The parts of the request that sending this draft would make; a blank one is not sent. */
export function promptParts(settings: ChatSettings, messages: readonly Message[], draft: Draft): PromptParts {
  const isBlank = draft.text.trim() === '' && (draft.pictures ?? []).length === 0;
  return {
    system: toRequestMessages(settings, []),
    thread: threadOf(messages),
    draft: isBlank ? [] : threadOf([{ id: '', role: 'user', ...draft }]),
  };
}

const WITHOUT_SYSTEM: ChatSettings = { model: '', system: '', parameters: {} };

const threadOf = (messages: readonly Message[]): RequestMessage[] => toRequestMessages(WITHOUT_SYSTEM, messages);

type CountMessage = (message: RequestMessage) => number;

/** What a message adds to its prompt: the gateway counts prompts with the same function. */
const messageTokens: CountMessage = ({ role, content }) =>
  estimatePromptTokens([
    { role, content: typeof content === 'string' ? content : content.map((part) => ({ ...part })) },
  ]) - TOKENS_PER_PROMPT;

/**
 * Counts one prompt after the other as the gateway would. What the last one held is not read again, so that while a
 * person types only the draft costs anything.
 */
export class PromptCounter {
  readonly #count: CountMessage;
  #thread: readonly RequestMessage[] = [];
  #threadTokens = 0;
  /** Counts of the thread's messages, and of what stood around it. No more is kept: every key makes another draft. */
  #ofThread: Counts = new Map();
  #ofRest: Counts = new Map();

  /** @param count reads one message */
  constructor(count: CountMessage = messageTokens) {
    this.#count = count;
  }

  /** @param parts a thread that is the very same as before is not even walked through */
  promptTokens({ system, thread, draft }: PromptParts): number {
    if (thread !== this.#thread) {
      const counts = this.#countAll(thread);
      this.#thread = thread;
      this.#ofThread = counts;
      this.#threadTokens = sumOf(thread, counts);
    }
    const rest = [...system, ...draft];
    this.#ofRest = this.#countAll(rest);
    return TOKENS_PER_PROMPT + this.#threadTokens + sumOf(rest, this.#ofRest);
  }

  #countAll(messages: readonly RequestMessage[]): Counts {
    const counts: Counts = new Map();
    for (const message of messages) {
      const key = keyOf(message);
      if (counts.has(key)) continue;
      counts.set(key, this.#ofThread.get(key) ?? this.#ofRest.get(key) ?? this.#count(message));
    }
    return counts;
  }
}

type Counts = Map<string, number>;

const keyOf = ({ role, content }: RequestMessage): string =>
  `${role} ${typeof content === 'string' ? content : JSON.stringify(content)}`;

const sumOf = (messages: readonly RequestMessage[], counts: Counts): number =>
  messages.reduce((sum, message) => sum + (counts.get(keyOf(message)) ?? 0), 0);
