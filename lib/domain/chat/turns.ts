import type { AssistantMessage, Message, SystemMessage, UserMessage } from './message.ts';

/** A question, or an instruction, with its answer. */
export interface Turn {
  readonly id: string;
  readonly question?: UserMessage | SystemMessage | undefined;
  readonly answer?: AssistantMessage | undefined;
}

/** Messages as turns; a question may still wait for its answer, an answer may stand without a question. */
export function toTurns(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const open = turns.at(-1);
    if (message.role !== 'assistant') turns.push({ id: message.id, question: message });
    else if (open !== undefined && open.answer === undefined) turns[turns.length - 1] = { ...open, answer: message };
    else turns.push({ id: message.id, answer: message });
  }
  return turns;
}
