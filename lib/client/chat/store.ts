import { create } from 'zustand';
import { type AssistantMessage, emptyAnswer, type Message } from '#lib/domain/chat/message.ts';
import {
  type ChatBody,
  type ChatParameters,
  type ChatSettings,
  toChatRequest,
  toContinueRequest,
} from '#lib/domain/chat/request.ts';
import { LiveAnswer } from './live-answer.ts';
import { type ChatOwner, loadChat, saveChat } from './storage.ts';

/** The last act that removed messages, so that it can be taken back. */
export interface Undo {
  readonly act: 'newChat' | 'edit' | 'regenerate';
  readonly messages: readonly Message[];
}

interface ChatStore {
  /** False until the browser's own copy has been read: before that, nothing is saved over it. */
  readonly loaded: boolean;
  readonly settings: ChatSettings;
  readonly messages: readonly Message[];
  readonly draft: string;
  /** The last answer that arrived here or still arrives: its words stay where they were painted. */
  readonly live: LiveAnswer | undefined;
  /** An answer is arriving: `live`, whose message is the last one. */
  readonly busy: boolean;
  readonly undo: Undo | undefined;
  readonly storageFull: boolean;

  load(owner: ChatOwner): Promise<void>;
  setDraft(draft: string): void;
  setModel(model: string): void;
  setSystem(system: string): void;
  /** `undefined` takes a parameter back to "not sent". */
  setParameter<Name extends keyof ChatParameters>(name: Name, value: ChatParameters[Name] | undefined): void;
  resetParameters(): void;
  /** @param model the model that stands on the page: the chosen one, or the first of the list when none was chosen */
  send(text: string, model: string): Promise<void>;
  /** Replaces a person's message and everything after it. */
  resend(id: string, text: string, model: string): Promise<void>;
  regenerate(model: string): Promise<void>;
  /** Lets the last answer go on where it was cut. */
  continueAnswer(instruction: string): Promise<void>;
  stop(): void;
  newChat(): void;
  undoLast(): void;
  dismissUndo(): void;
}

const newId = () => crypto.randomUUID();

export const useChat = create<ChatStore>()((set, get) => {
  /** Sends `body` and lets `answer`, the last message from now on, grow. */
  async function run(before: readonly Message[], answer: AssistantMessage, body: ChatBody): Promise<void> {
    const live = new LiveAnswer(answer);
    set({ messages: [...before, answer], live, busy: true });
    const { runChat } = await import('./run.ts');
    const ended = await runChat(body, live);
    // A new chat may have begun meanwhile; this answer then belongs to no conversation.
    if (get().live === live) set({ messages: [...before, ended], busy: false });
  }

  function answerTo(messages: readonly Message[], model: string): Promise<void> {
    const settings = { ...get().settings, model };
    set({ settings });
    const answer = emptyAnswer({ id: newId(), model, sandbox: false });
    return run(messages, answer, toChatRequest(settings, messages));
  }

  return {
    loaded: false,
    settings: { model: '', system: '', parameters: {} },
    messages: [],
    draft: '',
    live: undefined,
    busy: false,
    undo: undefined,
    storageFull: false,

    async load(owner) {
      if (get().loaded) return;
      const stored = await loadChat(owner);
      // An answer that was arriving when the page went away will not arrive any more.
      const messages = stored?.messages.map((message) =>
        message.role === 'assistant' && message.status === 'streaming'
          ? ({ ...message, status: 'interrupted' } as const)
          : message,
      );
      set({ loaded: true, ...(stored && messages ? { ...stored, messages } : {}) });
    },

    setDraft: (draft) => set({ draft }),
    setModel: (model) => set(({ settings }) => ({ settings: { ...settings, model } })),
    setSystem: (system) => set(({ settings }) => ({ settings: { ...settings, system } })),
    setParameter: (name, value) =>
      set(({ settings }) => {
        const { [name]: _, ...others } = settings.parameters;
        const parameters: ChatParameters = value === undefined ? others : { ...others, [name]: value };
        return { settings: { ...settings, parameters } };
      }),
    resetParameters: () => set(({ settings }) => ({ settings: { ...settings, parameters: {} } })),

    send(text, model) {
      if (get().busy) return Promise.resolve();
      set({ draft: '', undo: undefined });
      return answerTo([...get().messages, { id: newId(), role: 'user', text }], model);
    },

    resend(id, text, model) {
      const { messages, busy } = get();
      const index = messages.findIndex((message) => message.id === id);
      if (busy || index < 0) return Promise.resolve();
      if (index < messages.length - 1) set({ undo: { act: 'edit', messages } });
      return answerTo([...messages.slice(0, index), { id: newId(), role: 'user', text }], model);
    },

    regenerate(model) {
      const { messages, busy } = get();
      const last = messages.at(-1);
      if (busy || last?.role !== 'assistant') return Promise.resolve();
      // A failed answer without a word in it is no loss.
      set({ undo: last.text === '' ? undefined : { act: 'regenerate', messages } });
      return answerTo(messages.slice(0, -1), model);
    },

    continueAnswer(instruction) {
      const { messages, busy, settings } = get();
      const last = messages.at(-1);
      if (busy || last?.role !== 'assistant') return Promise.resolve();
      const { finishReason: _, failure: __, usage: ___, estimate: ____, costMicros: _____, ...kept } = last;
      const body = toContinueRequest(settings, messages, instruction);
      return run(messages.slice(0, -1), { ...kept, status: 'streaming', timings: {} }, body);
    },

    stop: () => get().live?.stop(),

    newChat() {
      const { messages, live, busy } = get();
      live?.stop();
      const kept = busy && live !== undefined ? [...messages.slice(0, -1), stopped(live.current())] : messages;
      set({
        messages: [],
        live: undefined,
        busy: false,
        undo: kept.length > 0 ? { act: 'newChat', messages: kept } : undefined,
      });
    },

    undoLast() {
      const { undo, live } = get();
      live?.stop();
      if (undo !== undefined) set({ messages: undo.messages, live: undefined, busy: false, undo: undefined });
    },
    dismissUndo: () => set({ undo: undefined }),
  };
});

function stopped(answer: AssistantMessage): AssistantMessage {
  return answer.status === 'streaming' ? { ...answer, status: 'stopped' } : answer;
}

const SAVE_AFTER_MS = 400;

/**
 * Keeps the browser's copy in step with the store: soon after a change, every little while during an answer, and at
 * the last moment before the page goes.
 *
 * @returns a function that ends it
 */
export function keepSaved(owner: ChatOwner): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const { loaded, settings, messages, draft, live, busy, storageFull } = useChat.getState();
    if (!loaded) return;
    const current = busy && live !== undefined ? [...messages.slice(0, -1), live.current()] : messages;
    const full = !saveChat({ settings, messages: current, draft }, owner);
    if (full !== storageFull) useChat.setState({ storageFull: full });
    if (busy) schedule();
  };
  const schedule = () => {
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  };
  const saveIfPending = () => {
    if (timer !== undefined) save();
  };
  const unsubscribe = useChat.subscribe(schedule);
  addEventListener('pagehide', saveIfPending);
  document.addEventListener('visibilitychange', saveIfPending);
  return () => {
    saveIfPending();
    unsubscribe();
    removeEventListener('pagehide', saveIfPending);
    document.removeEventListener('visibilitychange', saveIfPending);
  };
}
