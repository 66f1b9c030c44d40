import * as z from 'zod/mini';
import {
  type AccountSession,
  accountSessionSchema,
  type Invitation,
  type InvitationAccept,
  type InvitationCreate,
  type InvitationCreated,
  type InvitationOpened,
  invitationCreatedSchema,
  invitationOpenedSchema,
  invitationSchema,
  type Person,
  type PersonPatch,
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

const invitationsSchema = z.object({ data: z.array(invitationSchema) });
const accountSessionsSchema = z.object({ data: z.array(accountSessionSchema) });

/** Links that can still be used, newest first. */
export const invitationsQuery = {
  queryKey: ['invitations'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Invitation[]> =>
    (await callApi('/api/invitations', { answer: invitationsSchema, signal })).data,
} as const;

const pathOf = (id: string): string => `/api/people/${encodeURIComponent(id)}`;

/** What is left out stays as it is. @throws ApiRefusal `conflict` where nobody would be left to administer */
export const changePerson = (id: string, change: PersonPatch): Promise<Person> =>
  callApi(pathOf(id), { method: 'PATCH', body: change, answer: personSchema });

/** Everywhere. @throws ApiRefusal */
export const endSessions = (id: string): Promise<void> =>
  callApi(`${pathOf(id)}/sessions`, { method: 'DELETE', answer: nothingSchema });

/** The token is in this answer and nowhere else; an older link to reset the same password ends. @throws ApiRefusal */
export const makeResetLink = (id: string): Promise<InvitationCreated> =>
  callApi(`${pathOf(id)}/reset`, { method: 'POST', answer: invitationCreatedSchema });

/** The token is in this answer and nowhere else. @throws ApiRefusal `conflict` for an address that has an account */
export const invite = (wish: InvitationCreate): Promise<InvitationCreated> =>
  callApi('/api/invitations', { method: 'POST', body: wish, answer: invitationCreatedSchema });

/** For good. @throws ApiRefusal `not_found` for one that was used or withdrawn meanwhile */
export const withdrawInvitation = (id: string): Promise<void> =>
  callApi(`/api/invitations/${encodeURIComponent(id)}`, { method: 'DELETE', answer: nothingSchema });

/** Where whoever asks is signed in. */
export const accountSessionsQuery = {
  queryKey: ['account-sessions'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<AccountSession[]> =>
    (await callApi('/api/account/sessions', { answer: accountSessionsSchema, signal })).data,
} as const;

/** Every other session of whoever asks ends. @throws ApiRefusal of `current` or `next`, `rate_limit_exceeded` */
export const changePassword = (change: { readonly current: string; readonly next: string }): Promise<void> =>
  callApi('/api/account/password', { method: 'PUT', body: change, answer: nothingSchema });

/** All but the one that asks. @throws ApiRefusal */
export const endOtherSessions = (): Promise<void> =>
  callApi('/api/account/sessions', { method: 'DELETE', answer: nothingSchema });
