import type { CallPayload } from '#lib/contract/call-detail.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { type NotCarried, reopenCall } from '#lib/domain/chat/captured-call.ts';
import { makeImported } from './import.ts';

/** A call that is a conversation now. */
export interface OpenedCall {
  readonly conversationId: string;
  readonly notCarried: NotCarried;
}

/**
 * Makes a conversation of a chat call.
 *
 * @throws ImportFault for what is none, ApiRefusal, TypeError when nobody answers
 */
export async function openCall(
  call: LoggedCall,
  { request, answer }: CallPayload,
  signal: AbortSignal,
): Promise<OpenedCall> {
  const captured = { call, request: request.text ?? '', answer: answer.text };
  const { conversation, pictures, notCarried } = reopenCall(captured, () => crypto.randomUUID());
  let lost = 0;
  let refusal = '';
  const onProgress = (progress: { readonly lostPictures: number; readonly refused: readonly string[] }) => {
    lost = progress.lostPictures;
    refusal = progress.refused[0] ?? '';
  };
  const [id] = await makeImported({ conversations: [conversation], pictures }, onProgress, signal);
  if (id === undefined) throw new Error(refusal);
  return { conversationId: id, notCarried: { ...notCarried, pictures: notCarried.pictures + lost } };
}
