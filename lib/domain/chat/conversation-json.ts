import * as z from 'zod/mini';
import {
  answerSchema,
  type ConversationCreate,
  chatSettingsSchema,
  idSchema,
  MESSAGE_ROLES,
  type MessageNode,
  pictureSchema,
  type WholeConversation,
} from '#lib/contract/conversations.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import { aigcMetadata, type LabelWords, makerOf } from '#lib/domain/label/label.ts';
import { ImportFault } from './import-fault.ts';
import { treeOf } from './tree.ts';
import { parentsFirst } from './tree-order.ts';

/**
 * The second form of our JSON export: the whole tree. What the chat API has a word for is said in that word, as in the
 * first form; all else of an answer is under `answer`, in the words of our contract.
 */

const VERSION = 2;

const answerRest = z.omit(answerSchema, { model: true, sandbox: true, toolCalls: true, requestId: true, runId: true });

const messageSchema = z.object({
  id: idSchema,
  parent_id: z.nullable(idSchema),
  role: z.enum(MESSAGE_ROLES),
  content: z.string(),
  pictures: z.optional(z.array(z.extend(pictureSchema, { data: z.optional(z.string()) }))),
  tool_calls: z.optional(
    z.array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })),
  ),
  model: z.optional(z.string()),
  sandbox: z.optional(z.boolean()),
  request_id: z.optional(z.string()),
  created_at: z.optional(z.string()),
  answer: z.optional(answerRest),
});

const fileSchema = z.object({
  object: z.literal('conversation'),
  version: z.literal(VERSION),
  title: z.nullable(z.string()),
  settings: chatSettingsSchema,
  head: z.nullable(idSchema),
  messages: z.array(messageSchema),
});

export interface ConversationExport {
  readonly conversation: WholeConversation;
  /** `null`: answers are not labelled here. */
  readonly label: AiLabel | null;
  /** Thinking is not part of an answer: it is in the file when it was asked for. */
  readonly withThinking: boolean;
  /** What pictures show, in base64 and by their ids; of the others the file has the names. */
  readonly pictureData?: ReadonlyMap<string, string>;
}

/** A whole conversation as JSON, every way through it. {@link fromConversationJson} reads it. */
export function toConversationJson(
  { conversation, label, withThinking, pictureData = new Map() }: ConversationExport,
  words: LabelWords,
): string {
  const { title, settings, headId } = conversation;
  const messages = parentsFirst([...treeOf(conversation.messages).followers.values()].flat());
  const made = messages.flatMap((message) => (isMade(message) ? [message.answer] : []));
  const ofFile = made.some((answer) => makerOf(answer) === 'model') ? words.model : words.sandbox;
  const file = {
    object: 'conversation',
    version: VERSION,
    title,
    // `undefined` leaves a field out.
    AIGC: label === null ? undefined : aigcMetadata(made, label.provider),
    label: label === null || made.length === 0 ? undefined : ofFile,
    settings,
    head: headId,
    messages: messages.map((message) => ({
      ...toMessage(message, withThinking),
      pictures: message.pictures?.map((picture) => ({ ...picture, data: pictureData.get(picture.id) })),
      label: label !== null && isMade(message) ? words[makerOf(message.answer)] : undefined,
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

type Made = MessageNode & { readonly answer: NonNullable<MessageNode['answer']> };

/** Something of it came: a call that failed at once made nothing that could be labelled. */
const isMade = (message: MessageNode): message is Made =>
  message.answer !== undefined &&
  (message.text !== '' || message.answer.reasoning !== '' || message.answer.toolCalls.length > 0);

function toMessage(message: MessageNode, withThinking: boolean) {
  const { id, parentId, role, text, answer, createdAtMs } = message;
  const own = {
    id,
    parent_id: parentId,
    role,
    content: text,
    created_at: new Date(createdAtMs).toISOString(),
  };
  if (answer === undefined) return own;
  const { model, sandbox, toolCalls, requestId, runId: _, reasoning, status, ...rest } = answer;
  const calls = toolCalls.map(({ id: callId, name, arguments: given }) => ({
    ...{ id: callId, type: 'function', function: { name, arguments: given } },
  }));
  return {
    ...{ ...own, tool_calls: calls.length === 0 ? undefined : calls, model, sandbox, request_id: requestId },
    // Who reads the file has no run to follow.
    answer: { ...rest, status: ended(status), reasoning: withThinking ? reasoning : '' },
  };
}

const ended = (status: Made['answer']['status']) => (status === 'streaming' ? 'interrupted' : status);

/** What pictures of such a file show, in base64 and by their ids. */
export function pictureDataOf(file: unknown): Map<string, string> {
  const { data } = fileSchema.safeParse(file);
  const pictures = data?.messages.flatMap((message) => message.pictures ?? []) ?? [];
  return new Map(pictures.flatMap(({ id, data: base64 }) => (base64 === undefined ? [] : [[id, base64] as const])));
}

/**
 * The conversation of such a file, to be made anew under an id of its own.
 *
 * @throws ImportFault
 */
export function fromConversationJson(file: unknown, newId: () => string): ConversationCreate {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ImportFault('field', { path: issue?.path.join('.') ?? '', fault: 'is not what it must be' });
  }
  const { title, settings, head, messages } = parsed.data;
  return {
    ...{ id: newId(), settings, headId: head },
    ...(title === null || title.trim() === '' ? {} : { title: asTitle(title) }),
    messages: messages.map(
      ({ id, parent_id: parentId, role, content: text, pictures, created_at: saidAt, ...rest }) => ({
        ...{ id, parentId, role, text },
        ...instantOf(saidAt),
        ...(pictures === undefined ? {} : { pictures: pictures.map(({ data: _, ...picture }) => picture) }),
        ...(rest.answer === undefined ? {} : { answer: toAnswer({ ...rest, answer: rest.answer }) }),
      }),
    ),
  };
}

/** What is no instant is left out. */
function instantOf(text = ''): { createdAtMs?: number } {
  const createdAtMs = Date.parse(text);
  return createdAtMs >= 0 ? { createdAtMs } : {};
}

type FileAnswer = Pick<z.output<typeof messageSchema>, 'tool_calls' | 'model' | 'sandbox' | 'request_id'> & {
  readonly answer: z.output<typeof answerRest>;
};

const toAnswer = ({ answer, ...rest }: FileAnswer): Made['answer'] => ({
  ...{ ...answer, status: ended(answer.status), model: rest.model ?? '', sandbox: rest.sandbox ?? false },
  toolCalls: (rest.tool_calls ?? []).map(({ id, function: { name, arguments: given } }) => ({
    ...{ id, name, arguments: given },
  })),
  ...(rest.request_id === undefined ? {} : { requestId: rest.request_id }),
});

const MAX_TITLE_UNITS = 80;

/** A line that a title can be (`nameSchema`). */
export const asTitle = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_TITLE_UNITS)
    // Not half a character.
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
