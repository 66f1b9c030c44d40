import type { Insertable, Kysely, Selectable } from 'kysely';
import * as z from 'zod/mini';
import {
  answerSchema,
  type Change,
  type Conversation,
  chatSettingsSchema,
  MESSAGE_ROLES,
  type MessageNode,
  pictureSchema,
  type WholeConversation,
} from '#lib/contract/conversations.ts';
import type { Changeable, Skeleton } from '#lib/domain/chat/changes.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { wholeText } from '#lib/std/whole-text.ts';
import type { ConversationTable, MessageTable } from './conversation-tables.ts';
import type { Database } from './schema.ts';

/** Between what the code speaks of and what the tables hold; what is read is parsed. */

export type ConversationRow = Selectable<ConversationTable>;
type MessageRow = Selectable<MessageTable>;

export const roleSchema = z.enum(MESSAGE_ROLES);
const picturesSchema = z.array(pictureSchema);

export const LINE_COLUMNS = ['id', 'title', 'pinned', 'created_at_ms', 'updated_at_ms', 'version'] as const;

export const toLine = (row: Pick<ConversationRow, (typeof LINE_COLUMNS)[number]>): Conversation => ({
  id: row.id,
  title: row.title,
  pinned: row.pinned === 1,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
  version: row.version,
});

const SKELETON_COLUMNS = ['id', 'parent_id', 'role', 'created_at_ms', 'edited_at_ms', 'version', 'removed'] as const;

const toSkeleton = (row: Pick<MessageRow, (typeof SKELETON_COLUMNS)[number]>): Skeleton => ({
  id: row.id,
  parentId: row.parent_id,
  role: roleSchema.parse(row.role),
  createdAtMs: row.created_at_ms,
  editedAtMs: row.edited_at_ms,
  version: row.version,
  removed: row.removed === 1,
});

export const parseAnswer = (json: string) => answerSchema.parse(parseJson(json));

export const toNode = (row: MessageRow): MessageNode => ({
  ...toSkeleton(row),
  text: row.text,
  ...(row.pictures === null ? {} : { pictures: picturesSchema.parse(parseJson(row.pictures)) }),
  ...(row.answer === null ? {} : { answer: parseAnswer(row.answer) }),
});

/** JSON of what may be broken is whole: its texts are written with the signs that JSON has for halves and for NUL. */
const toJson = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

export const toMessageRow = (conversationId: string, node: MessageNode): Insertable<MessageTable> => ({
  conversation_id: conversationId,
  id: node.id,
  parent_id: node.parentId,
  role: node.role,
  text: wholeText(node.text),
  pictures: toJson(node.pictures),
  answer: toJson(node.answer),
  created_at_ms: node.createdAtMs,
  edited_at_ms: node.editedAtMs,
  version: node.version,
  removed: node.removed ? 1 : 0,
});

const ownOf = (row: ConversationRow): Omit<WholeConversation, 'messages'> => ({
  ...toLine(row),
  settings: chatSettingsSchema.parse(parseJson(row.settings)),
  headId: row.head_id,
});

/** What changes are made to: places, and of what they edit the words. The title is the one that a person gave. */
export async function changeableOf(
  database: Kysely<Database>,
  row: ConversationRow,
  changes: readonly Change[],
): Promise<Changeable<Skeleton>> {
  const ofConversation = database.selectFrom('message').where('conversation_id', '=', row.id);
  const places = await ofConversation.select(SKELETON_COLUMNS).execute();
  const edited = changes.flatMap((change) => (change.type === 'edit' ? [change.id] : []));
  const words = edited.length === 0 ? [] : await ofConversation.selectAll().where('id', 'in', edited).execute();
  const whole = new Map(words.map((message) => [message.id, toNode(message)]));
  const messages = places.map((place) => whole.get(place.id) ?? toSkeleton(place));
  return { ...ownOf(row), title: row.titled === 1 ? row.title : null, messages };
}

/** @param since what changed after that version, removed messages included; undefined: all that there are */
export async function wholeOf(
  database: Kysely<Database>,
  row: ConversationRow,
  since: number | undefined,
): Promise<WholeConversation> {
  const ofConversation = database.selectFrom('message').selectAll().where('conversation_id', '=', row.id);
  const rows = await (since === undefined
    ? ofConversation.where('removed', '=', 0)
    : ofConversation.where('version', '>', since)
  )
    .orderBy('created_at_ms')
    .execute();
  return { ...ownOf(row), messages: rows.map(toNode) };
}
