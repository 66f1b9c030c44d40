import type { Kysely } from 'kysely';
import { MAX_TOOL_CALLS } from '#lib/contract/answer-limits.ts';
import { MAX_SHORT_TEXT_UNITS, MAX_TEXT_UNITS, type MessageNode } from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { AnswerBegin, AnswerEnd, AnswerText } from '#lib/server/storage/conversations.ts';
import { wholeText } from '#lib/std/whole-text.ts';
import { type ConversationWriter, changeLocked, indexAnew, lockConversation } from './conversation-changes.ts';
import { type ConversationRow, toNode } from './conversation-rows.ts';
import type { Database } from './schema.ts';

/** A run's two words to a conversation; what comes between them is in the run's own log. */

type Answer = NonNullable<MessageNode['answer']>;

/** Within a transaction. @throws ApiError 404, 409 */
export async function beginAnswer(writer: ConversationWriter, wish: AnswerBegin): Promise<AnswerText> {
  const { owner, conversationId, messageId, parentId, nowMs } = wish;
  const row = await lockConversation(writer.database, conversationId, owner);
  if (row === undefined) throw missing('conversationId', 'conversation');
  const known = await nodeOf(writer.database, conversationId, messageId);
  if (known !== undefined) return await reopen(writer, row, { known, wish });
  const parent = parentId === null ? undefined : await nodeOf(writer.database, conversationId, parentId);
  if (parentId !== null && parent === undefined) throw missing('parentId', 'message');
  if (parent?.removed) throw new ApiError('conflict', `'parentId': this message was removed.`, { param: 'parentId' });
  const answer = begun({ sandbox: false, reasoning: '', toolCalls: [], timings: {} }, wish);
  await changeLocked(writer, row, {
    since: row.version,
    nowMs,
    changes: [
      { type: 'add', message: { id: messageId, parentId, role: 'assistant', text: '', answer } },
      { type: 'show', headId: messageId },
    ],
  });
  return { text: '', answer };
}

interface Reopening {
  readonly known: MessageNode;
  readonly wish: AnswerBegin;
}

async function reopen(
  writer: ConversationWriter,
  row: ConversationRow,
  { known, wish }: Reopening,
): Promise<AnswerText> {
  const { id, text, answer: old, removed } = known;
  if (removed) throw missing('messageId', 'message');
  if (old === undefined || old.status === 'streaming') {
    const fault = old === undefined ? 'is no answer' : 'is being answered already';
    throw new ApiError('conflict', `'messageId': this message ${fault}.`, { param: 'messageId' });
  }
  const { nowMs } = wish;
  const shown = await changeLocked(writer, row, { since: row.version, changes: [{ type: 'show', headId: id }], nowMs });
  // What the answer was so far is told by its text; figures are of what comes now.
  const { sandbox, reasoning, toolCalls } = old;
  const answer = begun({ sandbox, reasoning, toolCalls, timings: {} }, wish);
  await say(writer.database, shown, { messageId: id, words: { answer: JSON.stringify(answer) }, nowMs });
  return { text, answer };
}

interface Saying {
  readonly messageId: string;
  readonly words: { readonly text?: string; readonly answer: string };
  readonly nowMs: number;
}

/** Writes what an answer is now, as the conversation's next version. @returns the message's number */
async function say(
  database: Kysely<Database>,
  { id, version: last }: Pick<ConversationRow, 'id' | 'version'>,
  { messageId, words, nowMs }: Saying,
): Promise<number> {
  const version = last + 1;
  const { number } = await database
    .updateTable('message')
    .set({ ...words, version })
    .where('conversation_id', '=', id)
    .where('id', '=', messageId)
    .returning('number')
    .executeTakeFirstOrThrow();
  await database.updateTable('conversation').set({ version, updated_at_ms: nowMs }).where('id', '=', id).execute();
  return number;
}

const begun = (kept: Omit<Answer, 'model' | 'status' | 'runId'>, { model, runId }: AnswerBegin): Answer => ({
  ...{ ...kept, model, runId, status: 'streaming' },
});

/** Whosever it is, removed or not. @returns undefined when there is no such answer */
export async function answerAt(
  database: Kysely<Database>,
  { conversationId, messageId }: Pick<AnswerEnd, 'conversationId' | 'messageId'>,
): Promise<AnswerText | undefined> {
  const { text, answer } = (await nodeOf(database, conversationId, messageId)) ?? {};
  return text === undefined || answer === undefined ? undefined : { text, answer };
}

/** Within a transaction. @returns false when the message is gone, or another run's */
export async function endAnswer(writer: ConversationWriter, end: AnswerEnd): Promise<boolean> {
  const { conversationId, messageId, runId, nowMs } = end;
  const { database } = writer;
  const row = await lockConversation(database, conversationId, undefined);
  const known = row && (await nodeOf(database, conversationId, messageId));
  if (row === undefined || known?.answer?.runId !== runId) return false;
  const text = long(end.text);
  const words = { text, answer: JSON.stringify({ ...fitting(end.answer), runId }) };
  const number = await say(database, row, { messageId, words, nowMs });
  if (text !== known.text) await indexAnew(writer, row, { number, text });
  return true;
}

const long = (text: string): string => wholeText(text.slice(0, MAX_TEXT_UNITS));
const short = (text: string): string => text.slice(0, MAX_SHORT_TEXT_UNITS);

/** An upstream says what it likes: what no conversation could be read with is cut. */
const fitting = ({ finishReason, failure, requestId, ...answer }: Answer): Answer => ({
  ...answer,
  model: short(answer.model),
  reasoning: long(answer.reasoning),
  toolCalls: answer.toolCalls.slice(0, MAX_TOOL_CALLS).map(({ id, name, arguments: given }) => ({
    ...{ id: short(id), name: short(name), arguments: long(given) },
  })),
  ...(finishReason === undefined ? {} : { finishReason: short(finishReason) }),
  ...(requestId === undefined ? {} : { requestId: short(requestId) }),
  ...(failure === undefined ? {} : { failure: fittingFailure(failure) }),
});

const fittingFailure = ({ requestId, ...failure }: NonNullable<Answer['failure']>) => ({
  ...failure,
  type: short(failure.type),
  code: short(failure.code),
  message: long(failure.message),
  ...(requestId === undefined ? {} : { requestId: short(requestId) }),
});

async function nodeOf(
  database: Kysely<Database>,
  conversationId: string,
  id: string,
): Promise<MessageNode | undefined> {
  const row = await database
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toNode(row);
}

const missing = (param: string, what: string) =>
  new ApiError('not_found', `'${param}': there is no such ${what}.`, { param });
