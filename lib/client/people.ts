import * as z from 'zod/mini';
import {
  type InvitationAccept,
  type InvitationOpened,
  invitationOpenedSchema,
  type Person,
  personSchema,
  type Session,
  type Setup,
  type SignIn,
  sessionSchema,
} from '#lib/contract/people.ts';
import { callApi } from './api.ts';

const peopleSchema = z.object({ data: z.array(personSchema) });

/** Everybody with an account, oldest first, as the pages' cache holds them; told to admins. */
export const peopleQuery = {
  queryKey: ['people'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Person[]> =>
    (await callApi('/api/people', { answer: peopleSchema, signal })).data,
} as const;

/** A 204 has no body. */
const nothingSchema = z.undefined();

/** @throws ApiRefusal `invalid_credentials`, `account_disabled`, `rate_limit_exceeded` */
export const signIn = (wish: SignIn): Promise<Session> =>
  callApi('/api/session', { method: 'POST', body: wish, answer: sessionSchema });

/** Ends the session, on the server. */
export const signOut = (): Promise<void> => callApi('/api/session', { method: 'DELETE', answer: nothingSchema });

/** Makes the first account, and signs in. @throws ApiRefusal `conflict` when there is one */
export const setUp = (setup: Setup): Promise<Session> =>
  callApi('/api/setup', { method: 'POST', body: setup, answer: sessionSchema });

/** What a link is for. @throws ApiRefusal for one that is not open any more */
export const openInvitation = (token: string): Promise<InvitationOpened> =>
  callApi('/api/invitations/open', { method: 'POST', body: { token }, answer: invitationOpenedSchema });

/** Uses a link up, and signs in. @throws ApiRefusal */
export const acceptInvitation = (wish: InvitationAccept): Promise<Session> =>
  callApi('/api/invitations/accept', { method: 'POST', body: wish, answer: sessionSchema });
