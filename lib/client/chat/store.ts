import { create } from 'zustand';
import { ownTask } from '#lib/client/own-task.ts';
import type { Change, MessageRole, Picture, WholeConversation } from '#lib/contract/conversations.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import type { ChatParameters, ChatSettings } from '#lib/domain/chat/request.ts';
import { type DraftPicture, readyPictures, type UnsentMessage } from './draft-picture.ts';
import { DraftKeeper, keepSettings, readDraft, readDraftPictures, readSettings } from './drafts.ts';
import type { OpenConversation, OpenState, Question } from './open-conversation.ts';

/** `new`: nothing is kept of it yet; `missing`: there is none under this address, or none of theirs. */
export type ChatPhase = 'starting' | 'new' | 'loading' | 'ready' | 'missing' | 'failed';

/** The last act that took a message away, so that it can be taken back. */
export interface Undo {
  readonly act: 'remove';
  readonly changes: readonly Change[];
}

export interface ChatStore extends Omit<OpenState, 'view'> {
  readonly phase: ChatPhase;
  /** Of the conversation, also before it is kept. */
  readonly id: string;
  /** Given by a person; `null`: the first line of the first question stands for it. */
  readonly title: string | null;
  readonly settings: ChatSettings;
  readonly draft: string;
  /** Of the draft. */
  readonly pictures: readonly DraftPicture[];
  /** The last answer is arriving. */
  readonly busy: boolean;
  readonly undo: Undo | undefined;
  /** The server's own words for what it would not do. */
  readonly refusal: string | undefined;

  /** The question that was asked here last: it goes to the top of the view. */
  readonly askedId: string | undefined;
  /** A message that somebody looks for: it is brought into view. */
  readonly sought: string | undefined;

  /** Opens a conversation, or an empty one. @param personId whose drafts and settings it begins with */
  open(id: string | undefined, personId: string): Promise<void>;
  /** Tries once more to open what could not be opened. */
  reopen(): Promise<void>;
  /** Another person, or another device, may have changed what is shown. */
  hear(): void;
  setDraft(draft: string): void;
  setPictures(pictures: readonly DraftPicture[]): void;
  setModel(model: string): void;
  setSystem(system: string): void;
  /** `undefined` takes a parameter back to "not sent". */
  setParameter<Name extends keyof ChatParameters>(name: Name, value: ChatParameters[Name] | undefined): void;
  resetParameters(): void;
  /**
   * With the draft's pictures.
   *
   * @param model the model that stands on the page: the chosen one, or the first of the list when none was chosen
   */
  send(text: string, model: string): void;
  /** Asks something else in the place of a question; what followed the first one stays beside it. */
  resend(id: string, question: Question, model: string): void;
  /** Another answer beside one; without an id beside the last. */
  regenerate(model: string, id?: string): void;
  /** Lets the last answer go on where it was cut, or where a person stopped writing it. */
  continueAnswer(instruction: string, model: string): void;
  /**
   * Other words for a message, and no new answer.
   *
   * @param words without pictures it keeps those that it has. @param version the one that the person saw
   */
  edit(id: string, words: Words, version: number): void;
  /** A message that is not sent: behind another one or, without one, at the end. */
  insert(role: MessageRole, text: string, afterId?: string): void;
  remove(id: string): void;
  move(id: string, direction: 'up' | 'down'): void;
  /** Shows the way through a message. */
  showBranch(id: string): void;
  rename(title: string | null): void;
  seek(id: string): void;
  /** It is in view. */
  found(): void;
  stop(): void;
  undoLast(): void;
  dismissUndo(): void;
  /** The version of a message as it is shown: what an edit is made to. */
  versionOf(id: string): number;
  /** All ways through the conversation; undefined while none is open. */
  whole(): WholeConversation | undefined;
}

/** Where a draft belongs. */
interface DraftPlace {
  /** Which of those that were opened it is the draft of. */
  readonly mine: number;
  readonly person: string;
  /** As drafts are kept: empty for a conversation that is yet to begin. */
  readonly place: string;
}

interface Words {
  readonly text: string;
  readonly pictures?: readonly Picture[] | undefined;
}

const newId = () => crypto.randomUUID();

const NO_SETTINGS: ChatSettings = { model: '', system: '', parameters: {} };

const emptyConversation = (settings: ChatSettings): WholeConversation => ({
  ...{ id: newId(), title: null, pinned: false, createdAtMs: 0, updatedAtMs: 0, version: 0 },
  ...{ settings: toStored(settings), headId: null, messages: [] },
});

const toStored = ({ parameters: { stop, ...numbers }, ...settings }: ChatSettings): WholeConversation['settings'] => ({
  ...settings,
  parameters: { ...numbers, ...(stop === undefined ? {} : { stop: [...stop] }) },
});

const NOTHING_SHOWN = {
  ...{ title: null, messages: [], branches: new Map(), lives: new Map() },
  ...{ busy: false, unsaved: false, undo: undefined, refusal: undefined, askedId: undefined, sought: undefined },
} as const;

const fetchWhole = async (id: string) => (await import('./conversations.ts')).fetchConversation(id);

/** What works on a conversation comes with the first thing that is said, not with the page. */
const loadWorkshop = () => import('./open-conversation.ts');
const workshop = () => ownTask(loadWorkshop);

export const useChat = create<ChatStore>()((set, get) => {
  let open: OpenConversation | undefined;
  /** Counts what was opened: what comes late for one that was left changes nothing. */
  let turn = 0;
  let personId = '';
  /** The draft's pictures are being read, or could not be; resolves to whether all of them can be sent. */
  let reading: Promise<boolean> | undefined;
  const drafts = new DraftKeeper();

  const change = (...changes: readonly Change[]) => open?.change(...changes);

  /** @returns undefined when another one was opened meanwhile */
  async function begin(conversation: WholeConversation, created: boolean): Promise<OpenConversation | undefined> {
    const [mine, person] = [turn, personId];
    const { OpenConversation: Open } = await workshop();
    if (mine !== turn) return;
    if (open !== undefined) return open;
    const made = new Open(conversation, created, {
      onChange({ view, ...shown }) {
        set({
          ...{ ...shown, id: view.id, title: view.title, settings: view.settings },
          busy: isArriving(shown.messages),
          phase: view.version === 0 && view.messages.length === 0 ? 'new' : 'ready',
        });
      },
      onRefused(refusal, lost) {
        if (mine === turn) set({ refusal });
        // What the server never had is yet to begin.
        const place = made.view.version === 0 ? '' : made.id;
        if (lost !== undefined) putBack(lost, { mine, person, place });
      },
      onGone() {
        // Nobody comes back here: what was written goes on in a new one.
        const { draft: text, pictures } = get();
        if (text !== '' && readDraft(person, '') === '') drafts.keep(person, '', { text, pictures });
        drafts.flush();
        set({ ...NOTHING_SHOWN, phase: 'missing' });
      },
    });
    open = made;
    return made;
  }

  /** The conversation on the page, which begins now where nothing has been said in it. */
  const begun = async (): Promise<OpenConversation | undefined> =>
    open ?? (get().phase === 'new' ? begin(emptyConversation(get().settings), false) : undefined);

  function setSettings(settings: ChatSettings): void {
    keepSettings(personId, settings);
    if (open === undefined) set({ settings });
    else change({ type: 'settings', settings: toStored(settings) });
  }

  /** The settings, with the model that stands on the page. */
  function settingsWith(model: string): ChatSettings {
    const settings = { ...get().settings, model };
    if (settings.model !== get().settings.model) setSettings(settings);
    set({ undo: undefined });
    return settings;
  }

  /** @throws Error where nothing was asked */
  async function ask(question: Question, model: string): Promise<void> {
    const mine = turn;
    const askedId = await (await begun())?.send(question, settingsWith(model));
    // Another conversation was opened before this one was there.
    if (askedId === undefined) throw new Error('Left');
    if (mine === turn) set({ askedId });
  }

  /** Where drafts of the conversation on the page are kept. */
  const placeOf = ({ phase, id }: Pick<ChatStore, 'phase' | 'id'>): string => (phase === 'new' ? '' : id);

  const keep = () => {
    const { draft: text, pictures } = get();
    drafts.keep(personId, placeOf(get()), { text, pictures: reading === undefined ? pictures : undefined });
  };

  /** Makes what was not sent a draft again. */
  function putBack({ text, pictures }: UnsentMessage, { mine, person, place }: DraftPlace): void {
    if (mine === turn) {
      const { draft, pictures: newer, messages } = get();
      set({ draft: before(draft, text), pictures: [...pictures, ...newer], busy: isArriving(messages) });
      keep();
    } else {
      const shown = pictures.length > 0 ? pictures : undefined;
      drafts.keep(person, place, { text: before(readDraft(person, place), text), pictures: shown });
    }
    // At once: the page may be on its way to where a session begins.
    drafts.flush();
  }

  function readPictures(id: string): void {
    const kept = readDraftPictures(personId, id);
    reading = kept === null ? undefined : readKept(kept).catch(() => false);
  }

  /** What reads them comes where there are any. */
  async function readKept(kept: string): Promise<boolean> {
    const mine = turn;
    const { readKeptPictures, mergePictures } = await import('./kept-pictures.ts');
    const pictures = await readKeptPictures(kept);
    if (mine !== turn) return false;
    reading = undefined;
    get().setPictures(mergePictures(pictures, get().pictures));
    return get().pictures.every(({ state }) => state !== 'refused');
  }

  return {
    ...NOTHING_SHOWN,
    phase: 'starting',
    id: '',
    settings: NO_SETTINGS,
    draft: '',
    pictures: [],

    async open(id, person) {
      // Its address has followed what began here.
      if (id !== undefined && id === open?.id && person === personId) return;
      drafts.flush();
      personId = person;
      turn++;
      const mine = turn;
      open?.close();
      open = undefined;
      const blank = { ...NOTHING_SHOWN, id: id ?? '', draft: readDraft(person, id ?? ''), pictures: [] };
      readPictures(id ?? '');
      if (id === undefined) return set({ ...blank, settings: readSettings(person) ?? NO_SETTINGS, phase: 'new' });
      set({ ...blank, phase: 'loading' });
      const found = await fetchWhole(id)
        .then((whole) => (mine === turn ? begin(whole, true) : undefined))
        .catch((thrown: unknown) => (isMissing(thrown) ? 'missing' : 'failed'));
      if (mine !== turn) return;
      if (typeof found === 'string') set({ phase: found });
      else found?.show();
    },
    reopen: () => get().open(get().id, personId),
    hear: () => open?.hear(),

    setDraft(draft) {
      set({ draft });
      keep();
    },
    setPictures(pictures) {
      set({ pictures });
      keep();
    },
    setModel: (model) => setSettings({ ...get().settings, model }),
    setSystem: (system) => setSettings({ ...get().settings, system }),
    setParameter(name, value) {
      const { settings } = get();
      const { [name]: _, ...others } = settings.parameters;
      const parameters: ChatParameters = value === undefined ? others : { ...others, [name]: value };
      setSettings({ ...settings, parameters });
    },
    resetParameters: () => setSettings({ ...get().settings, parameters: {} }),

    send(text, model) {
      if (get().busy || !isOpen(get().phase)) return;
      const place = { mine: turn, person: personId, place: placeOf(get()) };
      // From the first moment on: what it takes may still be on its way.
      set({ draft: '', busy: true });
      keep();
      const sendNow = () => {
        const { pictures } = get();
        set({ pictures: [] });
        keep();
        void ask({ text, pictures: readyPictures(pictures) }, model).catch(() => putBack({ text, pictures }, place));
      };
      if (reading === undefined) return sendNow();
      // Its pictures go with it; one that is gone is told of first.
      void reading.then((may) => {
        if (may && place.mine === turn) return sendNow();
        putBack({ text, pictures: [] }, place);
        if (reading !== undefined && place.mine === turn) readPictures(place.place);
      });
    },
    resend(id, question, model) {
      if (!get().busy && open !== undefined) set({ askedId: open.resend(id, question, settingsWith(model)) });
    },
    regenerate(model, id = get().messages.at(-1)?.id) {
      if (!get().busy && id !== undefined) open?.regenerate(id, settingsWith(model));
    },
    continueAnswer(instruction, model) {
      if (!get().busy) open?.continueLast(instruction, settingsWith(model));
    },

    edit(id, { text, pictures }, version) {
      const shown = pictures === undefined ? {} : { pictures: [...pictures] };
      change({ type: 'edit', id, text, ...shown, version, elseId: newId() });
      open?.repaint(id);
    },
    insert: (role, text, afterId) => void begun().then((ready) => ready?.insert(role, text, afterId)),
    remove(id) {
      const changes = open?.remove(id);
      if (changes !== undefined) set({ undo: { act: 'remove', changes } });
    },
    move: (id, direction) => open?.move(id, direction),

    showBranch(id) {
      if (open?.showBranch(id) !== true) set({ sought: undefined });
    },
    seek: (sought) => set({ sought }),
    found: () => set({ sought: undefined }),
    rename: (title) => change({ type: 'title', title }),

    stop() {
      const last = get().messages.at(-1);
      if (get().busy && last !== undefined) open?.stop(last.id);
    },

    undoLast() {
      const { undo } = get();
      set({ undo: undefined });
      if (undo !== undefined) change(...undo.changes);
    },
    dismissUndo: () => set({ undo: undefined, refusal: undefined }),
    versionOf: (id) => open?.node(id)?.version ?? 0,
    whole: () => open?.view,
  };
});

/** What was not sent stands before what was written since. */
const before = (since: string, text: string): string =>
  since === '' || text === '' ? text + since : `${text}\n\n${since}`;

const isArriving = (messages: readonly Message[]): boolean => {
  const last = messages.at(-1);
  return last?.role === 'assistant' && last.status === 'streaming';
};

const isOpen = (phase: ChatPhase): boolean => phase === 'new' || phase === 'ready';

const isMissing = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'not_found';
