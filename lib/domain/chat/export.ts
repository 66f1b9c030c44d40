import type { Message } from './message.ts';

export interface ExportLabels {
  readonly user: string;
  readonly assistant: string;
  readonly sandbox: string;
}

/** A conversation as Markdown. Thinking is not part of an answer and stays out. */
export function toMarkdown(title: string, messages: readonly Message[], labels: ExportLabels): string {
  const parts = messages.map((message) => {
    if (message.role === 'user') return `## ${labels.user}\n\n${message.text}`;
    const origin = message.sandbox ? `${message.model} · ${labels.sandbox}` : message.model;
    const calls = message.toolCalls.map(
      (call) => `\`\`\`json\n${JSON.stringify({ name: call.name, arguments: call.arguments }, null, 2)}\n\`\`\``,
    );
    return [`## ${labels.assistant} (${origin})`, message.text, ...calls].filter((part) => part !== '').join('\n\n');
  });
  return [`# ${title}`, ...parts].join('\n\n').concat('\n');
}
