import * as z from 'zod/mini';
import { wholeText } from '#lib/std/whole-text.ts';
import { MAX_TOOL_CALLS } from './answer-limits.ts';
import { MAX_PICTURES } from './picture-limits.ts';
import { nameSchema } from './text.ts';

/**
 * `/api/conversations`: what is said on the chat page, of one person each. Messages form a tree: each names the one that
 * it follows, so an edited question or another answer stands beside the first. `headId` is the last message of the way
 * that is shown.
 */

/** Made by whoever makes the thing, so that sending it twice makes one. */
export const idSchema = z
  .string()
  .check(z.regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, hyphens or underlines'));

/** Longer texts are files, not messages. UTF-16 units. */
export const MAX_TEXT_UNITS = 1_000_000;
/** What a model or a file holds may be broken: it is mended (whole-text.ts), not refused. */
const messageText = z.string().check(z.maxLength(MAX_TEXT_UNITS), z.overwrite(wholeText));
export const MAX_SHORT_TEXT_UNITS = 4_096;
const shortText = z.string().check(z.maxLength(MAX_SHORT_TEXT_UNITS));
const count = z.number().check(z.gte(0));

/** Whose words a message is. */
export const MESSAGE_ROLES = ['system', 'user', 'assistant'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** `interrupted`: the process that made the answer ended; `streaming`: it is being made, and its run's log has it. */
export const ANSWER_STATUSES = ['streaming', 'done', 'stopped', 'failed', 'interrupted'] as const;

export const failureSchema = z.object({
  /** HTTP status; 0 when no answer came at all. */
  status: z.int(),
  type: shortText,
  code: shortText,
  /** The server's own words. */
  message: messageText,
  requestId: z.optional(shortText),
  /** When trying again makes sense: Unix milliseconds, from `Retry-After`. */
  retryAt: z.optional(z.number()),
});

/** All of an answer but its text. */
export const answerSchema = z.object({
  /** Empty: a person wrote it. */
  model: shortText,
  sandbox: z.boolean(),
  reasoning: messageText,
  toolCalls: z
    .array(z.object({ id: shortText, name: shortText, arguments: messageText }))
    .check(z.maxLength(MAX_TOOL_CALLS)),
  status: z.enum(ANSWER_STATUSES),
  finishReason: z.optional(shortText),
  failure: z.optional(failureSchema),
  usage: z.optional(z.object({ promptTokens: count, completionTokens: count, estimated: z.boolean() })),
  /** Millionths of the ledger's currency; `null`: the model has no price. */
  costMicros: z.optional(z.nullable(z.number())),
  /** What the console expected before it was sent. */
  estimate: z.optional(z.object({ promptTokens: count })),
  /** Milliseconds since the request was sent. */
  timings: z.object({
    firstThoughtMs: z.optional(count),
    firstAnswerMs: z.optional(count),
    thoughtEndMs: z.optional(count),
    totalMs: z.optional(count),
  }),
  requestId: z.optional(shortText),
  /** The run that makes it, or made it last. */
  runId: z.optional(idSchema),
});

/** A picture of a message; its bytes are at `/api/pictures/{id}`. */
export const pictureSchema = z.object({
  id: idSchema,
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
  widthPx: z.int().check(z.gte(1)),
  heightPx: z.int().check(z.gte(1)),
  bytes: z.int().check(z.gte(1)),
  /** The file's name, as the person knows it. */
  name: shortText,
});
export type Picture = z.infer<typeof pictureSchema>;

const messageMatter = {
  id: idSchema,
  /** The message that it follows; `null`: it is a first one. */
  parentId: z.nullable(idSchema),
  role: z.enum(MESSAGE_ROLES),
  text: messageText,
  /** Of a person's message only. */
  pictures: z.optional(z.array(pictureSchema).check(z.maxLength(MAX_PICTURES))),
  /** Of every answer, and of nothing else. */
  answer: z.optional(answerSchema),
};

const matterSchema = z.object(messageMatter);
/** What a role has and what it does not. */
const fitsRole = ({ value, issues }: z.core.ParsePayload<z.infer<typeof matterSchema>>): void => {
  const { role, answer, pictures } = value;
  const fault = (path: string[], message: string) => issues.push({ code: 'custom', input: value, path, message });
  if (role !== 'assistant' && answer !== undefined) fault(['answer'], 'only an assistant’s message has one');
  if (role === 'assistant' && answer === undefined) fault(['answer'], 'an assistant’s message needs one');
  // Of one that no run is making nobody would ever say that it has ended.
  if (answer?.status === 'streaming') fault(['answer', 'status'], 'only a run makes an answer streaming');
  if (role !== 'user' && pictures !== undefined) fault(['pictures'], 'only a person’s message has pictures');
};

/** A message as it comes to be; its place among others that follow the same one is that of its coming. */
export const newMessageSchema = matterSchema.check(fitsRole);
export type NewMessage = z.infer<typeof newMessageSchema>;

export const nodeSchema = z.object({
  ...messageMatter,
  /** No two of a conversation came at the same instant: those that follow the same message are in this order. */
  createdAtMs: z.number(),
  /** A person changed its words, at last then. */
  editedAtMs: z.nullable(z.number()),
  /** The conversation's, of the last change of this message; a change names the one that it was made to. */
  version: z.int(),
  /** Taken out of the tree, and may come back. Only told of to those who knew it. */
  removed: z.boolean(),
});
/** A message in its place. */
export type MessageNode = z.infer<typeof nodeSchema>;

const parameters = z.strictObject({
  temperature: z.optional(z.number()),
  top_p: z.optional(z.number()),
  frequency_penalty: z.optional(z.number()),
  presence_penalty: z.optional(z.number()),
  max_tokens: z.optional(z.number()),
  stop: z.optional(z.array(shortText).check(z.maxLength(16))),
  seed: z.optional(z.number()),
});

/** What is sent beside the messages. */
export const chatSettingsSchema = z.object({ model: shortText, system: messageText, parameters });

export const conversationSchema = z.object({
  id: idSchema,
  /** Given by a person, or the first line of the first question; `null`: nothing has been said. */
  title: z.nullable(z.string()),
  pinned: z.boolean(),
  createdAtMs: z.number(),
  /** When something was said last; the list is in this order. */
  updatedAtMs: z.number(),
  /** Grows with every change of anything in it. */
  version: z.int(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** A line of the list. */
export const listedConversationSchema = z.object({
  ...conversationSchema.shape,
  /** An answer is being made in it. */
  answering: z.boolean(),
});
export type ListedConversation = z.infer<typeof listedConversationSchema>;

export const wholeConversationSchema = z.object({
  ...conversationSchema.shape,
  settings: chatSettingsSchema,
  /** `null`: nothing is shown. */
  headId: z.nullable(idSchema),
  /** Asked for with `?since=`: those that changed after that version, removed ones included; else all that there are. */
  messages: z.array(nodeSchema),
});
/** One conversation, wholly or since a version. */
export type WholeConversation = z.infer<typeof wholeConversationSchema>;

export const listQuerySchema = z.strictObject({
  /** From the page before; without it the pinned ones come first, on the first page. */
  cursor: z.optional(shortText),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)), 50),
});
export const conversationListSchema = z.object({
  data: z.array(listedConversationSchema),
  /** `null`: there are no more. */
  nextCursor: z.nullable(z.string()),
});

/** Larger ones are imported by their parts. */
export const MAX_MESSAGES = 20_000;
/** Bodies of `POST /api/conversations`: imports are large. */
export const MAX_CREATE_BYTES = 32 * 1024 * 1024;
/** Bodies of `POST /api/conversations/[id]/changes`: the longest message in six bytes a unit, and some more. */
export const MAX_CHANGES_BYTES = 8 * 1024 * 1024;

/** One that a conversation begins with: an imported one may have been said long ago. */
const firstMessageSchema = z
  .object({ ...messageMatter, createdAtMs: z.optional(z.number().check(z.gte(0))) })
  .check(fitsRole);
export type FirstMessage = z.infer<typeof firstMessageSchema>;

export const conversationCreateSchema = z.strictObject({
  id: idSchema,
  title: z.optional(nameSchema),
  settings: chatSettingsSchema,
  /** Parents before those that follow them. */
  messages: z._default(z.array(firstMessageSchema).check(z.maxLength(MAX_MESSAGES)), []),
  headId: z._default(z.nullable(idSchema), null),
});
export type ConversationCreate = z.input<typeof conversationCreateSchema>;

const adopted = z.array(idSchema).check(z.maxLength(MAX_MESSAGES));

export const changeSchema = z.discriminatedUnion('type', [
  /**
   * A message, at the end of a way or, with `adopt`, between its parent and those named that follow that one still.
   * What is shown stays: a `show` beside it leads there.
   */
  z.strictObject({ type: z.literal('add'), message: newMessageSchema, adopt: z.optional(adopted) }),
  /**
   * Other words for a message. Made to another version than the last, they lose nothing: they become a message of their
   * own, `elseId`, beside it.
   */
  z.strictObject({
    type: z.literal('edit'),
    id: idSchema,
    version: z.int(),
    text: messageText,
    pictures: z.optional(z.array(pictureSchema).check(z.maxLength(MAX_PICTURES))),
    elseId: idSchema,
  }),
  /**
   * Moves in front of the message that it follows, `parentId`; what followed it follows that one from then on. When it
   * follows another one by now, it stays: sent twice, it moves once. What is shown ends with the same message as before.
   */
  z.strictObject({ type: z.literal('raise'), id: idSchema, parentId: idSchema }),
  /** Taken out; what follows it follows its parent from then on, and when it was the head, its parent is. */
  z.strictObject({ type: z.literal('remove'), id: idSchema }),
  /** Brings one back that was taken out, in front of those named that follow its parent now. */
  z.strictObject({ type: z.literal('restore'), id: idSchema, adopt: adopted }),
  /** Shows the way that ends with it. */
  z.strictObject({ type: z.literal('show'), headId: z.nullable(idSchema) }),
  z.strictObject({ type: z.literal('settings'), settings: chatSettingsSchema }),
  z.strictObject({ type: z.literal('title'), title: z.nullable(nameSchema) }),
  z.strictObject({ type: z.literal('pin'), pinned: z.boolean() }),
]);
export type Change = z.infer<typeof changeSchema>;

/** Changes that are made together or not at all. */
export const changesSchema = z.strictObject({
  /** The version that the asker knows: the answer holds what came after it. */
  since: z.int(),
  changes: z.array(changeSchema).check(z.minLength(1), z.maxLength(1_000)),
});

/** `GET /api/conversations/[id]`. */
export const conversationQuerySchema = z.strictObject({
  since: z.optional(z.coerce.number().check(z.int(), z.gte(0))),
});

export const searchQuerySchema = z.strictObject({
  q: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 30),
});

export const hitSchema = z.object({
  conversationId: idSchema,
  title: z.nullable(z.string()),
  /** `null`: it is in the title. */
  messageId: z.nullable(idSchema),
  role: z.nullable(z.enum(MESSAGE_ROLES)),
  /** Some words around the first place. */
  excerpt: z.string(),
  /** Where the words that were looked for stand in the excerpt: from and to, in UTF-16 units. */
  marks: z.array(z.tuple([z.int(), z.int()])),
  atMs: z.number(),
});
export type Hit = z.infer<typeof hitSchema>;
export const hitsSchema = z.object({
  data: z.array(hitSchema),
  /** There are more than these. */
  more: z.boolean(),
});

/** A read-only copy for those who are signed in, as it was when it was made. */
export const shareSchema = z.object({ id: idSchema, createdAtMs: z.number() });
export type Share = z.infer<typeof shareSchema>;
/** `null`: it is not shown to anybody. */
export const shareStateSchema = z.object({ share: z.nullable(shareSchema) });
export type ShareState = z.infer<typeof shareStateSchema>;
export const sharedConversationSchema = z.object({
  id: idSchema,
  title: z.nullable(z.string()),
  /** Who shares it. */
  ownerName: z.string(),
  createdAtMs: z.number(),
  /** The way that was shown, from the first to the last. */
  messages: z.array(nodeSchema),
  system: z.string(),
});
export type SharedConversation = z.infer<typeof sharedConversationSchema>;
