import * as z from 'zod/mini';
import { localPlanSchema, type Plan, type PlanCreate, type PlanPatch, planSchema } from '#lib/contract/plans.ts';
import { inKnownOrder } from '#lib/domain/limits/documented.ts';
import { callApi } from './api.ts';

const plansSchema = z.object({ data: z.array(planSchema) });

/** All plans, as people know them, for the pages' cache. */
export const plansQuery = {
  queryKey: ['plans'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Plan[]> =>
    inKnownOrder((await callApi('/api/plans', { answer: plansSchema, signal })).data),
} as const;

/** The id of the plan that calls without a key are on. */
export const localPlanQuery = {
  queryKey: ['local-plan'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<string> =>
    (await callApi('/api/plans/local', { answer: localPlanSchema, signal })).plan,
} as const;

const pathOf = (id: string): string => `/api/plans/${encodeURIComponent(id)}`;

/** @throws ApiRefusal `conflict` when the id is taken */
export const createPlan = (wish: PlanCreate): Promise<Plan> =>
  callApi('/api/plans', { method: 'POST', body: wish, answer: planSchema });

/** What is left out stays as it is. @throws ApiRefusal */
export const changePlan = (id: string, change: PlanPatch): Promise<Plan> =>
  callApi(pathOf(id), { method: 'PATCH', body: change, answer: planSchema });

/** @throws ApiRefusal `conflict` while a key, or the calls without one, are on it */
export const removePlan = (id: string): Promise<void> => callApi(pathOf(id), { method: 'DELETE', answer: z.void() });

/** Puts calls without a key on a plan. @throws ApiRefusal */
export const setLocalPlan = async (plan: string): Promise<string> =>
  (await callApi('/api/plans/local', { method: 'PUT', body: { plan }, answer: localPlanSchema })).plan;
