import {
  type ConversationCreate,
  conversationCreateSchema,
  MAX_MESSAGES,
  type WholeConversation,
} from '#lib/contract/conversations.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { fromConversationJson, pictureDataOf } from './conversation-json.ts';
import { fromChatGpt } from './import-chatgpt.ts';
import { ImportFault } from './import-fault.ts';
import { fromMarkdown } from './import-markdown.ts';
import { fromFirstJson, fromOpenAiMessages } from './import-messages.ts';

export interface ImportOptions {
  /** Makes the ids that a file does not have. */
  readonly newId: () => string;
  /** What is sent beside the messages where the file does not say. */
  readonly settings: WholeConversation['settings'];
}

/** What a file holds. */
export interface Imported {
  readonly conversations: readonly ConversationCreate[];
  /** Messages that a conversation has no place for: what tools answered, and what no page showed. */
  readonly leftOut: number;
  /** What their pictures show, in base64 and by their ids: a server has ids of its own. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** One conversation of a file. */
export interface ImportedOne {
  readonly conversation: ConversationCreate;
  readonly leftOut: number;
  readonly pictures?: ReadonlyMap<string, string>;
}

/**
 * The conversations of a file: our own exports (JSON of both forms, Markdown), the `conversations.json` of ChatGPT's
 * export, and the `messages` of a request to an OpenAI-compatible API, alone or in it.
 *
 * @throws ImportFault that says what is wrong, and where
 */
export function importConversations(text: string, options: ImportOptions): Imported {
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') throw new ImportFault('empty', { fault: 'The file is empty.' });
  const ones = /^\s*[[{]/.test(plain) ? fromJson(plain, options) : [fromMarkdown(plain, options)];
  for (const [index, { conversation }] of ones.entries()) check(conversation, ones.length > 1 ? `${index}.` : '');
  return {
    conversations: ones.map(({ conversation }) => conversation),
    leftOut: ones.reduce((sum, { leftOut }) => sum + leftOut, 0),
    pictures: new Map(ones.flatMap(({ pictures = [] }) => [...pictures])),
  };
}

function fromJson(text: string, options: ImportOptions): ImportedOne[] {
  const file = parseJson(text);
  if (file === undefined) throw new ImportFault('unknown', { fault: 'The file is not valid JSON.' });
  if (!Array.isArray(file)) return [fromObject(file, '', options)];
  const list: unknown[] = file;
  if (list.length === 0) throw new ImportFault('empty', { fault: 'The file holds no conversation.' });
  if (list.every((entry) => isRecord(entry) && 'role' in entry))
    return [fromOpenAiMessages({ messages: list }, options)];
  return list.map((entry, index) => fromObject(entry, `${index}`, options));
}

function fromObject(file: unknown, path: string, options: ImportOptions): ImportedOne {
  if (!isRecord(file)) throw notUnderstood(path);
  if ('mapping' in file) return fromChatGpt(file, path, options);
  if (file.object === 'conversation') {
    if (file.version === 1) return fromFirstJson(file, options);
    if (file.version === 2) {
      const conversation = fromConversationJson(file, options.newId);
      return { conversation, leftOut: 0, pictures: pictureDataOf(file) };
    }
    throw new ImportFault('newer', { path, fault: 'A newer version of the console wrote this file.' });
  }
  if (Array.isArray(file.messages)) return fromOpenAiMessages(file, options);
  throw notUnderstood(path);
}

const notUnderstood = (path: string) =>
  new ImportFault('unknown', { path, fault: 'This is none of the forms that can be read.' });

/** What the server would refuse is told before it is sent. */
function check(conversation: ConversationCreate, prefix: string): void {
  if ((conversation.messages ?? []).length > MAX_MESSAGES) {
    throw new ImportFault('tooMany', { path: prefix, fault: `has more than ${MAX_MESSAGES} messages` });
  }
  const { error } = conversationCreateSchema.safeParse(conversation);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined)
    throw new ImportFault('field', { path: prefix + issue.path.join('.'), fault: issue.message });
}
