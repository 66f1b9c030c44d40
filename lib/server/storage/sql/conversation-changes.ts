import type { Kysely } from 'kysely';
import { MAX_MESSAGES, type MessageNode, type WholeConversation } from '#lib/contract/conversations.ts';
import { applyChanges, type Changeable, type Skeleton } from '#lib/domain/chat/changes.ts';
import { conversationTitle } from '#lib/domain/chat/title.ts';
import { treeOf, wayTo } from '#lib/domain/chat/tree.ts';
import type { ConversationChange } from '#lib/server/storage/conversations.ts';
import type { MessageIndex } from '#lib/server/storage/message-index.ts';
import { wholeText } from '#lib/std/whole-text.ts';
import { type ConversationRow, changeableOf, toMessageRow, toNode, wholeOf } from './conversation-rows.ts';
import { notePictures } from './picture-uses.ts';
import type { Database } from './schema.ts';

/** Who writes: within a transaction that has locked the conversation's row. */
export interface ConversationWriter {
  readonly database: Kysely<Database>;
  readonly messageIndex: MessageIndex;
}

/**
 * Locks a conversation until the transaction ends: changes of one are made one after the other, in all processes.
 *
 * @param owner undefined: whoever's it is, removed or not
 */
export async function lockConversation(
  database: Kysely<Database>,
  id: string,
  owner: string | undefined,
): Promise<ConversationRow | undefined> {
  // No `SELECT … FOR UPDATE`: SQLite has none, and needs none.
  let lock = database
    .updateTable('conversation')
    .set(({ ref }) => ({ version: ref('version') }))
    .where('id', '=', id);
  if (owner !== undefined) lock = lock.where('owner', '=', owner).where('removed_at_ms', 'is', null);
  return await lock.returningAll().executeTakeFirst();
}

/** Makes changes to a conversation that is locked. @returns what came after the version that the asker knows */
export async function changeLocked(
  writer: ConversationWriter,
  row: ConversationRow,
  { since, changes, nowMs }: ConversationChange,
): Promise<WholeConversation> {
  const before = await changeableOf(writer.database, row, changes);
  const after = applyChanges(before, changes, { nowMs, maxMessages: MAX_MESSAGES });
  if (after === before) return await wholeOf(writer.database, row, since);
  const old = new Map(before.messages.map((node) => [node.id, node]));
  const added: MessageNode[] = [];
  for (const node of after.messages) {
    const known = old.get(node.id);
    if (known === undefined && isWhole(node)) added.push(node);
    else if (known !== undefined && known !== node) await updateMessage(writer, row, { known, node });
  }
  await addMessages(writer, row, added);
  const title = after.title ?? (await derivedTitle(writer.database, row, { before, after }));
  const changed = {
    title,
    titled: after.title === null ? 0 : 1,
    pinned: after.pinned ? 1 : 0,
    updated_at_ms: after.updatedAtMs,
    version: after.version,
    settings: after.settings === before.settings ? row.settings : JSON.stringify(after.settings),
    head_id: after.headId,
  };
  await writer.database.updateTable('conversation').set(changed).where('id', '=', row.id).execute();
  return await wholeOf(writer.database, { ...row, ...changed }, since);
}

const isWhole = (node: Skeleton): node is MessageNode => node.text !== undefined;

/** No database takes more than some 30,000 values in one statement. */
const ROWS_AT_ONCE = 500;

/** Writes messages and their words; those that are there already stay as they are. */
export async function addMessages(
  { database, messageIndex }: ConversationWriter,
  { id, owner, shelf }: Pick<ConversationRow, 'id' | 'owner' | 'shelf'>,
  nodes: readonly MessageNode[],
): Promise<void> {
  for (let index = 0; index < nodes.length; index += ROWS_AT_ONCE) {
    const rows = nodes.slice(index, index + ROWS_AT_ONCE).map((node) => toMessageRow(id, node));
    const written = await database
      .insertInto('message')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['conversation_id', 'id']).doNothing())
      .returning(['number', 'text'])
      .execute();
    await messageIndex.add(
      database,
      written.map(({ number, text }) => ({ number, shelf, text })),
    );
  }
  await notePictures(database, { id, owner }, nodes);
}

interface MessageUpdate {
  readonly known: Skeleton;
  readonly node: Skeleton;
}

/** Writes of a message what differs. */
async function updateMessage(
  writer: ConversationWriter,
  row: ConversationRow,
  { known, node }: MessageUpdate,
): Promise<void> {
  const { database } = writer;
  const place = { parent_id: node.parentId, version: node.version, removed: node.removed ? 1 : 0 };
  const matter =
    isWhole(node) && (node.text !== known.text || node.pictures !== known.pictures)
      ? { ...toMessageRow(row.id, node), ...place }
      : place;
  const { number } = await database
    .updateTable('message')
    .set(matter)
    .where('conversation_id', '=', row.id)
    .where('id', '=', node.id)
    .returning('number')
    .executeTakeFirstOrThrow();
  if (!isWhole(node)) return;
  if (node.text !== known.text) await indexAnew(writer, row, { number, text: node.text });
  if (node.pictures !== known.pictures) await notePictures(database, row, [node]);
}

/** Puts other words of a message in the place of those that the index knows. */
export async function indexAnew(
  { database, messageIndex }: ConversationWriter,
  { shelf }: Pick<ConversationRow, 'shelf'>,
  { number, text }: { readonly number: number; readonly text: string },
): Promise<void> {
  await messageIndex.remove(database, [number]);
  await messageIndex.add(database, [{ number, shelf, text }]);
}

interface Step {
  readonly before: Changeable<Skeleton>;
  readonly after: Changeable<Skeleton>;
}

/** The first line of the first question that is shown; read only when it may be another one. */
async function derivedTitle(
  database: Kysely<Database>,
  row: ConversationRow,
  { before, after }: Step,
): Promise<string | null> {
  const first = firstQuestion(after);
  if (first === undefined) return null;
  if (row.titled === 0 && firstQuestion(before) !== undefined && firstQuestion(before) === first) return row.title;
  return titleOf(isWhole(first) ? first : await wordsOf(database, row.id, first.id));
}

/** What a question calls its conversation. */
const titleOf = ({ text, pictures }: Pick<MessageNode, 'text' | 'pictures'>): string | null =>
  conversationTitle([{ id: '', role: 'user', text: wholeText(text), pictures }]) ?? null;

/** The title that a conversation has of itself: of the first question on the way that is shown. */
export function ownTitle({ messages, headId }: WholeConversation): string | null {
  const first = firstQuestion({ messages, headId });
  return first !== undefined && isWhole(first) ? titleOf(first) : null;
}

const firstQuestion = ({ messages, headId }: Pick<Changeable<Skeleton>, 'messages' | 'headId'>): Skeleton | undefined =>
  wayTo(treeOf(messages), headId).find(({ role }) => role === 'user');

async function wordsOf(database: Kysely<Database>, conversationId: string, id: string): Promise<MessageNode> {
  const row = await database
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return toNode(row);
}
