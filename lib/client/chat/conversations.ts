import * as z from 'zod/mini';
import { callApi } from '#lib/client/api.ts';
import {
  type Change,
  type ConversationCreate,
  conversationListSchema,
  type Hit,
  hitsSchema,
  type ShareState,
  shareSchema,
  shareStateSchema,
  type WholeConversation,
  wholeConversationSchema,
} from '#lib/contract/conversations.ts';

/** The console's API of conversations, as the chat page calls it. Loaded when something has been said. */

const PATH = '/api/conversations';
/** Three bytes each at most: several such requests are within what browsers send on when a page goes. */
const KEPT_ALIVE_UNITS = 8_000;
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

/** @throws ApiRefusal, 409 for an id that is taken */
export const createConversation = (wish: ConversationCreate): Promise<WholeConversation> =>
  callApi(PATH, { method: 'POST', body: wish, answer: wholeConversationSchema });

/** @param since only what changed after this version. @throws ApiRefusal */
export const fetchConversation = (id: string, since?: number): Promise<WholeConversation> =>
  callApi(`${pathOf(id)}${since === undefined ? '' : `?since=${since}`}`, { answer: wholeConversationSchema });

/** @returns all that changed after `since`, these changes included. @throws ApiRefusal */
export const sendChanges = (id: string, since: number, changes: readonly Change[]): Promise<WholeConversation> => {
  const body = { since, changes };
  const keepalive = JSON.stringify(body).length < KEPT_ALIVE_UNITS;
  return callApi(`${pathOf(id)}/changes`, { method: 'POST', body, answer: wholeConversationSchema, keepalive });
};

/** It may be restored for some days. @throws ApiRefusal */
export const removeConversation = async (id: string): Promise<void> => {
  await callApi(pathOf(id), { method: 'DELETE', answer: z.unknown() });
};

/** @throws ApiRefusal */
export const restoreConversation = async (id: string): Promise<void> => {
  await callApi(`${pathOf(id)}/restore`, { method: 'POST', answer: z.unknown() });
};

/** A page of the list. @throws ApiRefusal */
export const fetchConversations = (cursor: string | null, signal: AbortSignal) =>
  callApi(cursor === null ? PATH : `${PATH}?cursor=${encodeURIComponent(cursor)}`, {
    answer: conversationListSchema,
    signal,
  });

/** Newest first. @throws ApiRefusal */
export const searchConversations = (q: string, signal: AbortSignal): Promise<{ data: Hit[]; more: boolean }> =>
  callApi(`${PATH}/search?${new URLSearchParams({ q })}`, { answer: hitsSchema, signal });

/** Whether it is shared, and since when. @throws ApiRefusal */
export const fetchShare = (id: string, signal: AbortSignal): Promise<ShareState> =>
  callApi(`${pathOf(id)}/share`, { answer: shareStateSchema, signal });

/** Shows it as it is now, in the place of what was shown before. @throws ApiRefusal */
export const shareConversation = async (id: string): Promise<void> => {
  await callApi(`${pathOf(id)}/share`, { method: 'POST', answer: shareSchema });
};

/** @throws ApiRefusal */
export const withdrawShare = async (id: string): Promise<void> => {
  await callApi(`${pathOf(id)}/share`, { method: 'DELETE', answer: z.unknown() });
};
