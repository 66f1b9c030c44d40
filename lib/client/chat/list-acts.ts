import type { Change, Conversation } from '#lib/contract/conversations.ts';
import { removeConversation as callRemove, restoreConversation as callRestore, sendChanges } from './conversations.ts';
import { newsChannel } from './news.ts';

/** What may be done with a line of the list; loaded when somebody does. */

/** @throws ApiRefusal */
export async function renameConversation({ id, version }: Conversation, title: string | null): Promise<void> {
  await changeOne(id, version, { type: 'title', title });
}

/** @throws ApiRefusal */
export async function pinConversation({ id, version }: Conversation, pinned: boolean): Promise<void> {
  await changeOne(id, version, { type: 'pin', pinned });
}

async function changeOne(id: string, since: number, change: Change): Promise<void> {
  const { version } = await sendChanges(id, since, [change]);
  tell(id, version);
}

/** It can be restored for some days. @throws ApiRefusal */
export async function removeConversation(id: string): Promise<void> {
  await callRemove(id);
  tell(id, null);
}

/** @throws ApiRefusal */
export async function restoreConversation(id: string): Promise<void> {
  await callRestore(id);
  tell(id, null);
}

const tell = (id: string, version: number | null): void => newsChannel().tell({ id, version });
