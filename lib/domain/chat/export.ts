import type { AiLabel } from '#lib/contract/settings.ts';
import { aigcMetadata, frontMatter, type LabelWords, makerOf } from '#lib/domain/label/label.ts';
import { type AssistantMessage, isMade, type Message } from './message.ts';

export interface ExportWords {
  readonly user: string;
  readonly system: string;
  readonly assistant: string;
  readonly sandbox: string;
  readonly label: LabelWords;
}

export interface Exported {
  readonly title: string;
  readonly messages: readonly Message[];
  /** `null`: answers are not labelled here. */
  readonly label: AiLabel | null;
}

const answersOf = (messages: readonly Message[]): AssistantMessage[] =>
  messages.filter((message) => message.role === 'assistant').filter(isMade);

/** What the file as a whole is labelled; undefined where there is no answer in it. */
function labelOfFile(answers: readonly AssistantMessage[], words: LabelWords): string | undefined {
  if (answers.length === 0) return undefined;
  return words[answers.some((answer) => makerOf(answer) === 'model') ? 'model' : 'sandbox'];
}

/** A conversation as Markdown. Thinking is not part of an answer and stays out. */
export function toMarkdown({ title, messages, label }: Exported, words: ExportWords): string {
  const answers = answersOf(messages);
  const ofFile = label === null ? undefined : labelOfFile(answers, words.label);
  const head =
    ofFile === undefined || label === null ? [] : [frontMatter(aigcMetadata(answers, label.provider), ofFile)];
  const parts = messages.map((message) => {
    if (message.role !== 'assistant') return `## ${words[message.role]}\n\n${message.text}`;
    const origin = [message.model, message.sandbox ? words.sandbox : ''].filter((part) => part !== '').join(' · ');
    const calls = message.toolCalls.map(
      (call) => `\`\`\`json\n${JSON.stringify({ name: call.name, arguments: call.arguments }, null, 2)}\n\`\`\``,
    );
    const mark = label !== null && isMade(message) ? [`> ${words.label[makerOf(message)]}`] : [];
    return [`## ${words.assistant}${origin === '' ? '' : ` (${origin})`}`, ...mark, message.text, ...calls]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  return [...head, `# ${title}`, ...parts].join('\n\n').concat('\n');
}

/** A conversation as JSON, in the words of the chat API. Thinking stays out as it does of Markdown. */
export function toJson({ title, messages, label }: Exported, words: LabelWords): string {
  const answers = answersOf(messages);
  const ofFile = label === null ? undefined : labelOfFile(answers, words);
  const metadata = label === null ? undefined : aigcMetadata(answers, label.provider);
  const file = {
    object: 'conversation',
    version: 1,
    title,
    // `undefined` leaves a field out.
    AIGC: metadata,
    label: ofFile,
    messages: messages.map((message) => {
      if (message.role !== 'assistant') return { role: message.role, content: message.text };
      const { role, text, model, sandbox, requestId, toolCalls } = message;
      const calls = toolCalls.map(({ id, name, arguments: given }) => ({
        id,
        type: 'function',
        function: { name, arguments: given },
      }));
      return {
        role,
        content: text,
        tool_calls: calls.length === 0 ? undefined : calls,
        model,
        sandbox,
        request_id: requestId,
        label: label !== null && isMade(message) ? words[makerOf(message)] : undefined,
      };
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
