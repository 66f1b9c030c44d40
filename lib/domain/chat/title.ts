import type { Message } from './message.ts';

const MAX_TITLE_CHARACTERS = 80;

/** The first line of the first question or, where it has no words, the name of its picture; undefined without either. */
export function conversationTitle(messages: readonly Message[]): string | undefined {
  const question = messages.find((message) => message.role === 'user');
  const [line = ''] = question?.text.trim().split('\n') ?? [];
  const title = line === '' && question?.role === 'user' ? question.pictures?.[0]?.name : line;
  return title === undefined || title === '' ? undefined : [...title].slice(0, MAX_TITLE_CHARACTERS).join('');
}
