import type { ChatSettings } from '#lib/domain/chat/request.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { DraftPicture } from './draft-picture.ts';

/** What has not been sent yet stays in this browser, apart for each person who uses it and for each conversation. */

const DRAFT = 'ruijing.draft';
const SETTINGS = 'ruijing.settings';
/** So many conversations' drafts are kept: the oldest go first. */
const MAX_DRAFTS = 50;

const keyOf = (personId: string, conversationId: string) => `${DRAFT}.${personId}.${conversationId}`;

/** A message that is being written. */
export interface Draft {
  readonly text: string;
  /** Undefined: those that are kept are yet to be read, and stay. */
  readonly pictures: readonly DraftPicture[] | undefined;
}

/** The words that were being written; empty for none. @param conversationId empty: of a conversation that is yet to begin */
export function readDraft(personId: string, conversationId: string): string {
  return read(keyOf(personId, conversationId)) ?? '';
}

/** Beside a draft's words: ids hold no dot. */
const picturesKeyOf = (personId: string, conversationId: string) => `${keyOf(personId, conversationId)}.pictures`;

/** The pictures beside them, as they were kept; `null` for none. */
export const readDraftPictures = (personId: string, conversationId: string): string | null =>
  read(picturesKeyOf(personId, conversationId));

/** Those that the server has; the others are files, which no storage keeps. */
function toKept(pictures: readonly DraftPicture[]): string | null {
  const kept = pictures.filter(({ state }) => state === 'ready');
  return kept.length === 0 ? null : JSON.stringify(kept);
}

/** @param conversationId as of {@link readDraft} */
function keepDraft(personId: string, conversationId: string, { text, pictures }: Draft): void {
  const kept = pictures === undefined ? readDraftPictures(personId, conversationId) : toKept(pictures);
  write(keyOf(personId, conversationId), text === '' ? null : text);
  write(picturesKeyOf(personId, conversationId), kept);
  if (text === '' && kept === null) return;
  // Newest last: as objects, storages keep no order of their own.
  const order = `${DRAFT}.${personId}`;
  const known = (read(order) ?? '').split(' ').filter((id) => id !== '' && id !== conversationId);
  for (const old of known.splice(0, Math.max(0, known.length + 1 - MAX_DRAFTS))) {
    write(keyOf(personId, old), null);
    write(picturesKeyOf(personId, old), null);
  }
  write(order, [...known, conversationId].join(' '));
}

const KEEP_AFTER_MS = 400;

/** Keeps what is being written: a moment after a key was pressed, and at the last one before the page goes. */
export class DraftKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: Parameters<typeof keepDraft> | undefined;

  constructor() {
    if (typeof addEventListener !== 'function') return;
    addEventListener('pagehide', () => this.flush());
    addEventListener('visibilitychange', () => this.flush());
  }

  keep(...draft: Parameters<typeof keepDraft>): void {
    // Of another conversation.
    if (this.#waiting !== undefined && this.#waiting[1] !== draft[1]) this.flush();
    this.#waiting = draft;
    this.#timer ??= setTimeout(() => this.flush(), KEEP_AFTER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting !== undefined) keepDraft(...this.#waiting);
    this.#waiting = undefined;
  }
}

/** The settings that a person used last, which their next conversation begins with; undefined for none. */
export function readSettings(personId: string): ChatSettings | undefined {
  const json = parseJson(read(`${SETTINGS}.${personId}`) ?? '');
  if (!isRecord(json) || typeof json.model !== 'string' || typeof json.system !== 'string') return undefined;
  if (!isRecord(json.parameters)) return undefined;
  const numbers = ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'max_tokens', 'seed'] as const;
  const given = json.parameters;
  const stop = Array.isArray(given.stop) ? given.stop.filter((text) => typeof text === 'string') : [];
  const known = numbers.flatMap((name) => (typeof given[name] === 'number' ? [[name, given[name]] as const] : []));
  const parameters = { ...Object.fromEntries(known), ...(stop.length > 0 ? { stop } : {}) };
  return { model: json.model, system: json.system, parameters };
}

export const keepSettings = (personId: string, settings: ChatSettings): void =>
  write(`${SETTINGS}.${personId}`, JSON.stringify(settings));

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser may refuse storage altogether: nothing is remembered then, and nothing else is lost.
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The same, or it is full.
  }
}
