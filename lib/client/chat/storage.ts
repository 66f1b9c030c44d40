import type { Message } from '#lib/domain/chat/message.ts';
import type { ChatSettings } from '#lib/domain/chat/request.ts';

/** What outlives a reload. */
export interface StoredChat {
  readonly settings: ChatSettings;
  readonly messages: readonly Message[];
  readonly draft: string;
}

const KEY = 'ruijing.chat.1';

/**
 * Keeps the conversation in this browser: for this tab, so that two tabs never overwrite each other, and as the one
 * that the next tab opens with.
 *
 * @returns false when the browser has no room left
 */
export function saveChat(chat: StoredChat): boolean {
  const text = JSON.stringify(chat);
  try {
    sessionStorage.setItem(KEY, text);
    localStorage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}

/** The conversation to open with; undefined when there is none or it cannot be understood. */
export async function loadChat(): Promise<StoredChat | undefined> {
  const text = readText();
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

function readText(): string | null {
  try {
    return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  } catch {
    // A browser may refuse storage altogether.
    return null;
  }
}
