import type { Message } from '#lib/domain/chat/message.ts';
import type { ChatSettings } from '#lib/domain/chat/request.ts';

/** What outlives a reload. */
export interface StoredChat {
  readonly settings: ChatSettings;
  readonly messages: readonly Message[];
  readonly draft: string;
}

/** Whose conversation it is. */
export interface ChatOwner {
  /** Of a person; `null` in local mode, where there is one person only. */
  readonly id: string | null;
  /** Whether what was said here before there were accounts is theirs: an admin's, whose machine it was. */
  readonly inherits: boolean;
}

const LOCAL_KEY = 'ruijing.chat.1';

/** People may share a browser, one after the other: each has a copy of their own. */
const keyOf = ({ id }: ChatOwner): string => (id === null ? LOCAL_KEY : `${LOCAL_KEY}.${id}`);

/**
 * Keeps the conversation in this browser: for this tab, so that two tabs never overwrite each other, and as the one
 * that the next tab opens with.
 *
 * @returns false when the browser has no room left
 */
export function saveChat(chat: StoredChat, owner: ChatOwner): boolean {
  const text = JSON.stringify(chat);
  const key = keyOf(owner);
  try {
    sessionStorage.setItem(key, text);
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** The conversation to open with; undefined when there is none or it cannot be understood. */
export async function loadChat(owner: ChatOwner): Promise<StoredChat | undefined> {
  const text = readText(owner);
  if (text === null) return undefined;
  // The schema is not part of a first visit.
  const { storedChatSchema } = await import('./storage-schema.ts');
  try {
    const parsed = storedChatSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function readText(owner: ChatOwner): string | null {
  const key = keyOf(owner);
  try {
    const own = sessionStorage.getItem(key) ?? localStorage.getItem(key);
    if (own !== null || !owner.inherits) return own;
    const inherited = localStorage.getItem(LOCAL_KEY);
    if (inherited !== null) localStorage.setItem(key, inherited);
    // From now on it is theirs alone.
    for (const storage of [localStorage, sessionStorage]) storage.removeItem(LOCAL_KEY);
    return inherited;
  } catch {
    // A browser may refuse storage altogether.
    return null;
  }
}
