import { ApiRefusal } from '#lib/client/api.ts';
import type { AssistantMessage } from '#lib/domain/chat/message.ts';

/** An answer that could not begin, or not go on. @param thrown by what asked for it */
export const failedAnswer = (answer: AssistantMessage, thrown?: unknown): AssistantMessage =>
  thrown instanceof ApiRefusal && !thrown.mayPass ? refused(answer, thrown) : unreachable(answer);

const refused = (
  answer: AssistantMessage,
  { code, message, status, retryAfterSeconds }: ApiRefusal,
): AssistantMessage => ({
  ...answer,
  status: 'failed',
  failure: {
    status,
    type: 'api_error',
    code: code === '' ? 'other' : code,
    message,
    ...(retryAfterSeconds === undefined ? {} : { retryAt: Date.now() + retryAfterSeconds * 1000 }),
  },
});

/** The request never reached the server. */
const unreachable = (answer: AssistantMessage): AssistantMessage => ({
  ...answer,
  status: 'failed',
  failure: { status: 0, type: 'api_error', code: 'network', message: '' },
});
