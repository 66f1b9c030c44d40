import * as z from 'zod/mini';
import type { FirstMessage } from '#lib/contract/conversations.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { asTitle } from './conversation-json.ts';
import type { ImportedOne, ImportOptions } from './import.ts';
import { ImportFault } from './import-fault.ts';
import { parentsFirst } from './tree-order.ts';

/** An entry of ChatGPT's `conversations.json`: nodes under their ids, most with a message, some with none. */

const SECOND_MS = 1_000;

const messageSchema = z.object({
  author: z.object({ role: z.string() }),
  create_time: z.optional(z.nullable(z.number())),
  content: z.record(z.string(), z.unknown()),
  metadata: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});
const nodeSchema = z.object({
  message: z.optional(z.nullable(messageSchema)),
  parent: z.optional(z.nullable(z.string())),
});
const fileSchema = z.object({
  title: z.optional(z.nullable(z.string())),
  current_node: z.optional(z.nullable(z.string())),
  mapping: z.record(z.string(), nodeSchema),
});
type Message = z.output<typeof messageSchema>;
type Node = z.output<typeof nodeSchema>;

/** @param path where in the file it stands */
export function fromChatGpt(file: unknown, path: string, { newId, settings }: ImportOptions): ImportedOne {
  const at = (...names: readonly PropertyKey[]) => [path, ...names].filter((name) => name !== '').join('.');
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) {
    throw new ImportFault('field', {
      path: at(...(parsed.error.issues[0]?.path ?? [])),
      fault: 'is not what it must be',
    });
  }
  const { title, current_node: current, mapping } = parsed.data;
  const nodes = new Map(Object.entries(mapping));
  for (const [id, { parent }] of nodes) {
    if (typeof parent === 'string' && !nodes.has(parent)) {
      throw new ImportFault('field', { path: at('mapping', id, 'parent'), fault: 'names no message' });
    }
  }
  const ordered = parentsFirst(
    [...nodes].map(([id, node]) => ({ id, node, parentId: node.parent ?? null, createdAtMs: atMsOf(node) })),
  );
  if (ordered.length < nodes.size)
    throw new ImportFault('circle', { path: at('mapping'), fault: 'a message follows itself' });

  /** Under the file's ids: our message, or the one before it of a node that is none. */
  const ours = new Map<string, string | null>();
  const messages: FirstMessage[] = [];
  let leftOut = 0;
  for (const { id, node, parentId: theirs } of ordered) {
    const parentId = theirs === null ? null : (ours.get(theirs) ?? null);
    const message = node.message && toMessage(node.message, settings.model);
    const saidAtMs = atMsOf(node);
    if (message)
      messages.push({ ...message, id: newId(), parentId, ...(saidAtMs > 0 ? { createdAtMs: saidAtMs } : {}) });
    else if (node.message && !isHidden(node.message)) leftOut++;
    ours.set(id, message ? (messages.at(-1)?.id ?? null) : parentId);
  }
  const headId = ours.get(current ?? '') ?? messages.at(-1)?.id ?? null;
  const given = asTitle(title ?? '');
  const conversation = { id: newId(), settings, messages, headId, ...(given === '' ? {} : { title: given }) };
  return { conversation, leftOut };
}

const atMsOf = ({ message }: Node): number => (message?.create_time ?? 0) * SECOND_MS;

/** What ChatGPT itself does not show. */
const isHidden = ({ author, content, metadata }: Message): boolean =>
  metadata?.is_visually_hidden_from_conversation === true ||
  HIDDEN.has(String(content.content_type)) ||
  (author.role === 'system' && textOf(content) === '');

const HIDDEN: ReadonlySet<string> = new Set([
  'thoughts',
  'reasoning_recap',
  'user_editable_context',
  'model_editable_context',
]);

/** @returns undefined for what has no place in a conversation */
function toMessage(message: Message, model: string): Omit<FirstMessage, 'id' | 'parentId'> | undefined {
  const { author, content, metadata } = message;
  const text = textOf(content);
  if (isHidden(message) || text === '') return undefined;
  if (author.role === 'user' || author.role === 'system') return { role: author.role, text };
  if (author.role !== 'assistant') return undefined;
  const slug = metadata?.model_slug;
  const by = typeof slug === 'string' ? slug : model;
  const answer = { model: by, sandbox: false, reasoning: '', toolCalls: [], status: 'done' as const, timings: {} };
  return { role: author.role, text, answer };
}

function textOf({ content_type: type, parts, text, language }: Record<string, unknown>): string {
  if (type === 'code' && typeof text === 'string') {
    return `\`\`\`${typeof language === 'string' && language !== 'unknown' ? language : ''}\n${text}\n\`\`\``;
  }
  if (!Array.isArray(parts)) return typeof text === 'string' ? text : '';
  return parts.map(partText).join('\n\n').trim();
}

/** A part that is a picture or a sound says so: its bytes are not in the file. */
function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isRecord(part)) return '';
  if (typeof part.text === 'string') return part.text;
  return typeof part.content_type === 'string' ? `[${part.content_type.replace(/_asset_pointer$/, '')}]` : '';
}
