import type { Kysely } from 'kysely';
import type { Hit } from '#lib/contract/conversations.ts';
import { excerptOf } from '#lib/domain/search/excerpt.ts';
import { matches, parseQuery, type Query } from '#lib/domain/search/query.ts';
import type { FoundHits } from '#lib/server/storage/conversations.ts';
import type { MessageIndex } from '#lib/server/storage/message-index.ts';
import { roleSchema } from './conversation-rows.ts';
import type { Database } from './schema.ts';

interface Searched {
  readonly database: Kysely<Database>;
  readonly messageIndex: MessageIndex;
}

/** Texts are long: so many are looked at at once. */
const LOOKED_AT = 100;

/** What matches, titles first, each newest first. The index says where to look, `matches` what is found. */
export async function searchConversations(
  searched: Searched,
  owner: string,
  { query: text, limit }: { readonly query: string; readonly limit: number },
): Promise<FoundHits> {
  const query = parseQuery(text);
  if (query.length === 0) return { data: [], more: false };
  const hits = await titleHits(searched.database, owner, query);
  if (hits.length <= limit)
    hits.push(...(await messageHits(searched, owner, { query, limit: limit + 1 - hits.length })));
  return { data: hits.slice(0, limit), more: hits.length > limit };
}

/** Of titles that somebody has given: the others are the first line of a message, which is found itself. */
async function titleHits(database: Kysely<Database>, owner: string, query: Query): Promise<Hit[]> {
  const rows = await database
    .selectFrom('conversation')
    .select(['id', 'title', 'updated_at_ms'])
    .where('owner', '=', owner)
    .where('removed_at_ms', 'is', null)
    .where('titled', '=', 1)
    .orderBy('updated_at_ms', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows
    .filter(({ title }) => title !== null && matches(title, query))
    .map(({ id, title, updated_at_ms: atMs }) => ({
      ...{ conversationId: id, title, messageId: null, role: null, atMs },
      ...excerptOf(title ?? '', query),
    }));
}

interface MessageSearch {
  readonly query: Query;
  readonly limit: number;
}

async function messageHits(
  { database, messageIndex }: Searched,
  owner: string,
  { query, limit }: MessageSearch,
): Promise<Hit[]> {
  const shelves = await shelvesOf(database, owner);
  const hits: Hit[] = [];
  let before: number | undefined;
  // What the index names may not match after all: then there are many to look through.
  for (let size = limit; shelves.length > 0; size = Math.max(size * 8, LOOKED_AT)) {
    const numbers = await messageIndex.find(database, { query, shelves, owner, limit: size, before });
    for (let index = 0; index < numbers.length && hits.length < limit; index += LOOKED_AT) {
      hits.push(...(await look(database, query, numbers.slice(index, index + LOOKED_AT))));
    }
    before = numbers.at(-1);
    if (hits.length >= limit || numbers.length < size) break;
  }
  return hits.slice(0, limit);
}

async function shelvesOf(database: Kysely<Database>, owner: string): Promise<string[]> {
  const rows = await database
    .selectFrom('conversation')
    .select('shelf')
    .distinct()
    .where('owner', '=', owner)
    .execute();
  return rows.map(({ shelf }) => shelf);
}

async function look(database: Kysely<Database>, query: Query, numbers: readonly number[]): Promise<Hit[]> {
  const rows = await database
    .selectFrom('message')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .select(['message.id', 'conversation_id', 'title', 'role', 'text', 'message.created_at_ms'])
    .where('number', 'in', [...numbers])
    .orderBy('number', 'desc')
    .execute();
  return rows
    .filter(({ text }) => matches(text, query))
    .map(({ id, conversation_id: conversationId, title, role, text, created_at_ms: atMs }) => ({
      ...{ conversationId, title, messageId: id, role: roleSchema.parse(role), atMs },
      ...excerptOf(text, query),
    }));
}
