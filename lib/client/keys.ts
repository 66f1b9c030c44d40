import * as z from 'zod/mini';
import { type KeyPayloads, keyPayloadsSchema } from '#lib/contract/call-detail.ts';
import { type KeyListed, type KeyRecent, keyListedSchema, keyRecentSchema } from '#lib/contract/key-use.ts';
import {
  type CaptureHours,
  type Key,
  type KeyCreate,
  type KeyCreated,
  keyCreatedSchema,
  keySchema,
} from '#lib/contract/keys.ts';
import { callApi } from './api.ts';

const keysSchema = z.object({ data: z.array(keyListedSchema) });

/** All keys with their use, oldest first, as the pages' cache holds them; asked for anew whenever a page opens. */
export const keysQuery = {
  queryKey: ['keys'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<KeyListed[]> =>
    (await callApi('/api/keys', { answer: keysSchema, signal })).data,
  staleTime: 0,
} as const;

const pathOf = (id: string): string => `/api/keys/${encodeURIComponent(id)}`;

/** What was done with a key in the last 24 hours. */
export const keyRecentQuery = (id: string) => ({
  queryKey: ['keys', id, 'recent'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<KeyRecent> =>
    callApi(`${pathOf(id)}/recent`, { answer: keyRecentSchema, signal }),
  staleTime: 0,
});

/** The key is in this answer and nowhere else. @throws ApiRefusal */
export const createKey = (wish: KeyCreate): Promise<KeyCreated> =>
  callApi('/api/keys', { method: 'POST', body: wish, answer: keyCreatedSchema });

/** A new key with the same rights; the old one is valid for so many minutes still. @throws ApiRefusal */
export const rotateKey = (id: string, overlapMinutes: number): Promise<KeyCreated> =>
  callApi(`${pathOf(id)}/rotate`, { method: 'POST', body: { overlapMinutes }, answer: keyCreatedSchema });

/** For good. @throws ApiRefusal */
export const revokeKey = (id: string): Promise<Key> => callApi(pathOf(id), { method: 'DELETE', answer: keySchema });

/** What is said in its calls is kept for so many hours; `null`: no longer. @throws ApiRefusal */
export const captureKey = (id: string, captureHours: CaptureHours | null): Promise<Key> =>
  callApi(pathOf(id), { method: 'PATCH', body: { captureHours }, answer: keySchema });

/** How many calls of a key have what was said in them kept. */
export const keyPayloadsQuery = (id: string) => ({
  queryKey: ['keys', id, 'payloads'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<KeyPayloads> =>
    callApi(`${pathOf(id)}/payloads`, { answer: keyPayloadsSchema, signal }),
  staleTime: 0,
});

/** Deletes all of that. @throws ApiRefusal */
export const removeKeyPayloads = (id: string): Promise<KeyPayloads> =>
  callApi(`${pathOf(id)}/payloads`, { method: 'DELETE', answer: keyPayloadsSchema });

/** The limits of that plan count its next call. @throws ApiRefusal */
export const moveKey = (id: string, plan: string): Promise<Key> =>
  callApi(pathOf(id), { method: 'PATCH', body: { plan }, answer: keySchema });
