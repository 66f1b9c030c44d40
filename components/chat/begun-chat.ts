import { nextTask } from '#lib/client/own-task.ts';
import { ConversationTools } from './conversation-tools.tsx';
import { Thread } from './thread.tsx';

/** What the page has once something has been said: one thing to load. */

/** Resolves when what the first figures need is ready: a browser takes longer than a frame for the first number. */
export async function loadThread(): Promise<typeof Thread> {
  new Intl.NumberFormat(document.documentElement.lang).format(0);
  await nextTask();
  return Thread;
}

export const loadTools = (): Promise<typeof ConversationTools> => Promise.resolve(ConversationTools);
