import * as z from 'zod/mini';
import {
  type AlertRule,
  type AlertRules,
  alertRuleSchema,
  alertRulesSchema,
  type Episodes,
  episodesSchema,
  type RuleCreate,
  type RulePatch,
  type Webhook,
  type WebhookCreate,
  type WebhookPatch,
  type WebhookSaved,
  type WebhookTest,
  webhookSavedSchema,
  webhooksSchema,
  webhookTestSchema,
} from '#lib/contract/alerts.ts';
import { callApi } from './api.ts';
import { ALERTS_KEY } from './firing.ts';

/** What is seen now changes all the time. */
const AGAIN_MS = 10_000;

/** Rules with what each sees now. */
export const alertRulesQuery = {
  queryKey: [ALERTS_KEY, 'rules'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<AlertRules> =>
    callApi('/api/alerts/rules', { answer: alertRulesSchema, signal }),
  staleTime: 0,
  refetchInterval: AGAIN_MS,
} as const;

/** Whom alerts are told to; told to admins. */
export const webhooksQuery = {
  queryKey: [ALERTS_KEY, 'webhooks'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Webhook[]> =>
    (await callApi('/api/alerts/webhooks', { answer: webhooksSchema, signal })).data,
} as const;

interface PageRequest {
  /** What the page before ended with; undefined: from the newest on. */
  readonly pageParam: number | undefined;
  readonly signal: AbortSignal;
}

/** Episodes, page by page from the newest on. @param rule the id of one; undefined: of all */
export const episodesQuery = (rule: string | undefined) => ({
  queryKey: [ALERTS_KEY, 'episodes', rule ?? ''] as const,
  queryFn: ({ pageParam, signal }: PageRequest): Promise<Episodes> => {
    const query = new URLSearchParams(rule === undefined ? {} : { rule });
    if (pageParam !== undefined) query.set('before', String(pageParam));
    return callApi(`/api/alerts/episodes?${query}`, { answer: episodesSchema, signal });
  },
  initialPageParam: undefined,
  getNextPageParam: ({ before }: Episodes): number | undefined => before ?? undefined,
  staleTime: 0,
  refetchInterval: AGAIN_MS,
});

const rulePath = (id: string): string => `/api/alerts/rules/${encodeURIComponent(id)}`;
const webhookPath = (id: string): string => `/api/alerts/webhooks/${encodeURIComponent(id)}`;

/** @throws ApiRefusal */
export const createRule = (wish: RuleCreate): Promise<AlertRule> =>
  callApi('/api/alerts/rules', { method: 'POST', body: wish, answer: alertRuleSchema });

/** What is left out stays as it is. @throws ApiRefusal */
export const changeRule = (id: string, change: RulePatch): Promise<AlertRule> =>
  callApi(rulePath(id), { method: 'PATCH', body: change, answer: alertRuleSchema });

/** @throws ApiRefusal */
export const removeRule = (id: string): Promise<void> => callApi(rulePath(id), { method: 'DELETE', answer: z.void() });

/** @throws ApiRefusal `url_not_allowed` for an address that nothing is sent to */
export const createWebhook = (wish: WebhookCreate): Promise<WebhookSaved> =>
  callApi('/api/alerts/webhooks', { method: 'POST', body: wish, answer: webhookSavedSchema });

/** What is left out stays as it is. @throws ApiRefusal as above */
export const changeWebhook = (id: string, change: WebhookPatch): Promise<WebhookSaved> =>
  callApi(webhookPath(id), { method: 'PATCH', body: change, answer: webhookSavedSchema });

/** @throws ApiRefusal */
export const removeWebhook = (id: string): Promise<void> =>
  callApi(webhookPath(id), { method: 'DELETE', answer: z.void() });

/** Sends a message that is no alert, and waits for what comes of it. @throws ApiRefusal */
export const testWebhook = (id: string): Promise<WebhookTest> =>
  callApi(`${webhookPath(id)}/test`, { method: 'POST', answer: webhookTestSchema });
