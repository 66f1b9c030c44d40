import type { NewMessage } from '#lib/contract/conversations.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { asTitle } from './conversation-json.ts';
import type { ImportedOne, ImportOptions } from './import.ts';
import { ImportFault } from './import-fault.ts';

/** Our own Markdown export, in whichever language it was written: a heading for each message. */

/** The words of the page's catalogues (a test compares them), and those that others use. */
export const HEADINGS = {
  user: ['你', 'You', '用户', 'User'],
  assistant: ['回答', 'Answer', '助手', 'Assistant'],
  system: ['系统', 'System'],
} as const;
export const SANDBOX_WORDS = ['沙盒', 'sandbox'];
export const LABELS = [
  ...['内容由 AI 生成', '由沙盒作答，非 AI 生成'],
  ...['AI-generated content', 'Answered by the sandbox, not AI-generated'],
];

type Role = keyof typeof HEADINGS;

const ROLE_OF: ReadonlyMap<string, Role> = new Map(
  (['user', 'assistant', 'system'] satisfies Role[]).flatMap((role) =>
    HEADINGS[role].map((word): [string, Role] => [word.toLowerCase(), role]),
  ),
);

/** `## 回答 (model · 沙盒)`. */
const HEADING = /^## ([^\s(（]+)(?: \((.*)\))?[ \t]*$/gm;
const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;
const TITLE = /^# (.+)$/m;
/** Calls of tools stand at the end of an answer, each in a block of its own. */
const CALL_BEGIN = '```json\n';
const CALL_END = '\n```';

/** @throws ImportFault */
export function fromMarkdown(text: string, { newId, settings }: ImportOptions): ImportedOne {
  const file = text.replaceAll('\r\n', '\n').replace(FRONT_MATTER, '');
  const headings = [...file.matchAll(HEADING)].filter(([, word]) => ROLE_OF.has(word?.toLowerCase() ?? ''));
  const [first] = headings;
  if (first === undefined) {
    throw new ImportFault('unknown', {
      fault: 'There is no heading “## 你”, “## You”, “## 回答” or “## Answer” in it.',
    });
  }
  const messages: NewMessage[] = [];
  for (const [index, { 0: heading, 1: word, 2: origin, index: from }] of headings.entries()) {
    const body = file.slice(from + heading.length, headings[index + 1]?.index).trim();
    const own = { id: newId(), parentId: messages.at(-1)?.id ?? null };
    const role = ROLE_OF.get(word?.toLowerCase() ?? '') ?? 'user';
    messages.push(
      role === 'assistant' ? { ...own, ...answerOf(body, origin, settings.model) } : { ...own, role, text: body },
    );
  }
  const title = asTitle(TITLE.exec(file.slice(0, first.index))?.[1] ?? '');
  const headId = messages.at(-1)?.id ?? null;
  const conversation = { id: newId(), settings, messages, headId, ...(title === '' ? {} : { title }) };
  return { conversation, leftOut: 0 };
}

function answerOf(body: string, origin: string | undefined, model: string): Omit<NewMessage, 'id' | 'parentId'> {
  const [name = model, sandbox = ''] = origin?.split(' · ') ?? [];
  const toolCalls: { id: string; name: string; arguments: string }[] = [];
  let text = withoutLabel(body);
  for (let call = lastCall(text); call !== undefined; call = lastCall(text)) {
    toolCalls.unshift({ id: '', name: call.name, arguments: call.arguments });
    text = call.before;
  }
  const answer = {
    ...{ model: name, sandbox: SANDBOX_WORDS.includes(sandbox), reasoning: '', status: 'done' as const, timings: {} },
    toolCalls: toolCalls.map((call, index) => ({ ...call, id: `call_${index}` })),
  };
  return { role: 'assistant', text, answer };
}

function lastCall(text: string): { name: string; arguments: string; before: string } | undefined {
  const from = text.lastIndexOf(CALL_BEGIN);
  const before = text.slice(0, Math.max(0, from));
  if (from < 0 || !text.endsWith(CALL_END) || !/^$|\n\n$/.test(before.slice(-2))) return undefined;
  const call = parseJson(text.slice(from + CALL_BEGIN.length, -CALL_END.length));
  if (!isRecord(call) || typeof call.name !== 'string' || typeof call.arguments !== 'string') return undefined;
  return { name: call.name, arguments: call.arguments, before: before.trimEnd() };
}

function withoutLabel(body: string): string {
  const [first = '', ...rest] = body.split('\n');
  return LABELS.some((label) => first === `> ${label}`) ? rest.join('\n').trim() : body;
}
