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
    if (message.role !== 'assistant') {
      const pictures = message.role === 'user' ? (message.pictures ?? []) : [];
      // A file of words: of pictures it has the names.
      const named = pictures.map(({ name }) => `*[${name.replace(/[\\`*_[\]<>]/g, '\\$&')}]*`).join('\n');
      return [`## ${words[message.role]}`, named, message.text].filter((part) => part !== '').join('\n\n');
    }
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
