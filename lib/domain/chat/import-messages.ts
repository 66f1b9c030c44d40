import * as z from 'zod/mini';
import type { MessageNode, NewMessage } from '#lib/contract/conversations.ts';
import { asTitle } from './conversation-json.ts';
import type { ImportedOne, ImportOptions } from './import.ts';
import { ImportFault } from './import-fault.ts';

/** Messages one after the other: those of a request, and our first JSON export, which is in the same words. */

const partSchema = z.object({ type: z.string(), text: z.optional(z.string()) });
const callSchema = z.object({
  id: z.optional(z.string()),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.optional(z.nullable(z.union([z.string(), z.array(partSchema)]))),
  reasoning_content: z.optional(z.nullable(z.string())),
  tool_calls: z.optional(z.nullable(z.array(callSchema))),
  // Of our own first form.
  model: z.optional(z.string()),
  sandbox: z.optional(z.boolean()),
  request_id: z.optional(z.string()),
});
type FileMessage = z.output<typeof messageSchema>;

const parametersSchema = z.object({
  temperature: z.optional(z.nullable(z.number())),
  top_p: z.optional(z.nullable(z.number())),
  frequency_penalty: z.optional(z.nullable(z.number())),
  presence_penalty: z.optional(z.nullable(z.number())),
  max_tokens: z.optional(z.nullable(z.number())),
  stop: z.optional(z.nullable(z.union([z.string(), z.array(z.string())]))),
  seed: z.optional(z.nullable(z.number())),
});

/** The `messages` of a request; its model and its parameters, too. A system message that is the first one is a setting. */
export function fromOpenAiMessages(file: Record<string, unknown>, options: ImportOptions): ImportedOne {
  const messages = messagesOf(file);
  const [first] = messages;
  const isSystem = first?.role === 'system' || first?.role === 'developer';
  const settings = {
    model: typeof file.model === 'string' ? file.model : options.settings.model,
    system: first !== undefined && isSystem ? textOf(first) : options.settings.system,
    parameters: parametersOf(file) ?? options.settings.parameters,
  };
  return inARow(isSystem ? messages.slice(1) : messages, { ...options, settings });
}

/** Our first export: the way that was shown, and a title. */
export function fromFirstJson(file: Record<string, unknown>, options: ImportOptions): ImportedOne {
  const one = inARow(messagesOf(file), options);
  const title = typeof file.title === 'string' ? asTitle(file.title) : '';
  return title === '' ? one : { ...one, conversation: { ...one.conversation, title } };
}

function messagesOf(file: Record<string, unknown>): FileMessage[] {
  const parsed = z.array(messageSchema).safeParse(file.messages);
  if (parsed.success) return parsed.data;
  const path = ['messages', ...(parsed.error.issues[0]?.path ?? [])].join('.');
  throw new ImportFault('field', { path, fault: 'is not what it must be' });
}

function parametersOf(file: Record<string, unknown>): ImportOptions['settings']['parameters'] | undefined {
  const { success, data } = parametersSchema.safeParse(file);
  if (!success) return undefined;
  const { stop, ...numbers } = data;
  const given = Object.entries(numbers).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  if (given.length === 0 && !stop) return undefined;
  return { ...Object.fromEntries(given), ...(stop ? { stop: typeof stop === 'string' ? [stop] : stop } : {}) };
}

function inARow(given: readonly FileMessage[], { newId, settings }: ImportOptions): ImportedOne {
  const messages: NewMessage[] = [];
  for (const message of given) {
    if (message.role === 'tool' || message.role === 'function') continue;
    const role = message.role === 'developer' ? 'system' : message.role;
    const own = { id: newId(), parentId: messages.at(-1)?.id ?? null, role, text: textOf(message) };
    messages.push(role === 'assistant' ? { ...own, answer: answerOf(message, settings.model) } : own);
  }
  if (messages.length === 0) throw new ImportFault('empty', { fault: 'The file holds no message.' });
  const headId = messages.at(-1)?.id ?? null;
  return { conversation: { id: newId(), settings, messages, headId }, leftOut: given.length - messages.length };
}

/** What stands for what is not text, such as a picture at an address. */
const NO_TEXT = (type: string) => `[${type.replace(/_url$/, '')}]`;

const textOf = ({ content }: FileMessage): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ type, text }) => text ?? NO_TEXT(type)).join('\n\n');

const answerOf = (message: FileMessage, model: string): NonNullable<MessageNode['answer']> => ({
  ...{ model: message.model ?? model, sandbox: message.sandbox ?? false, status: 'done', timings: {} },
  reasoning: message.reasoning_content ?? '',
  toolCalls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: given } }, index) => ({
    ...{ id: id ?? `call_${index}`, name, arguments: given },
  })),
  ...(message.request_id === undefined ? {} : { requestId: message.request_id }),
});
