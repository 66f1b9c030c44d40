import type { Message } from './message.ts';

const MAX_TITLE_CHARACTERS = 80;

/** The first line of the first question; undefined for a conversation without one. */
export function conversationTitle(messages: readonly Message[]): string | undefined {
  const question = messages.find((message) => message.role === 'user');
  const line = question?.text.trim().split('\n')[0];
  return line === undefined || line === '' ? undefined : [...line].slice(0, MAX_TITLE_CHARACTERS).join('');
}
