import { type Session, sessionSchema } from '#lib/contract/people.ts';
import { callApi } from './api.ts';

/** Who looks at the page. */
export const sessionQuery = {
  queryKey: ['session'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Session> =>
    callApi('/api/session', { answer: sessionSchema, signal }),
} as const;
