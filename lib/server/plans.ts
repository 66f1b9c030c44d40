import { ApiError } from '#lib/contract/errors.ts';
import { NO_LIMITS, type Plan, type PlanCreate, type PlanPatch } from '#lib/contract/plans.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import type { Access } from './access.ts';
import { LOCAL_PLAN_SETTING, type PlanStore, type SettingStore } from './storage/accounts.ts';

/** What an admin does with plans; each change counts from the next call on. */
export interface PlanAdmin {
  list(): Promise<Plan[]>;
  /** @throws ApiError 409 when the id is taken */
  create(wish: PlanCreate): Promise<Plan>;
  /** @throws ApiError 404 */
  update(id: string, wish: PlanPatch): Promise<Plan>;
  /** @throws ApiError 404, 409 while it is in use or when it came with the console */
  remove(id: string): Promise<void>;
  /** The plan of calls without a key. */
  local(): Promise<string>;
  /** @throws ApiError 400 for a plan that does not exist */
  setLocal(id: string): Promise<void>;
}

export interface PlanAdminDeps {
  readonly plans: PlanStore;
  readonly settings: SettingStore;
  readonly access: Access;
}

export function createPlanAdmin({ plans, settings, access }: PlanAdminDeps): PlanAdmin {
  return {
    list: () => plans.list(),
    async create({ id, name, limits, pool }) {
      const plan = {
        id,
        name,
        builtIn: false,
        limits: writeLimits(NO_LIMITS, limits),
        pool: writeLimits(NO_LIMITS, pool),
      };
      if (!(await plans.insert(plan))) {
        throw new ApiError('conflict', `There is a plan '${id}' already.`, { param: 'id' });
      }
      access.forget();
      return plan;
    },
    async update(id, change) {
      const plan = await plans.update(id, change);
      if (plan === undefined) throw notFound();
      access.forget();
      return plan;
    },
    async remove(id) {
      const plan = (await plans.list()).find((known) => known.id === id);
      if (plan === undefined) throw notFound();
      if (plan.builtIn) {
        throw new ApiError('conflict', 'This plan came with the console: it can be changed, not deleted.');
      }
      const removed = await plans.remove(id);
      access.forget();
      if (removed) return;
      throw (await access.localPlanId()) === id
        ? new ApiError('conflict', 'Calls without a key are on this plan. Choose another one for them first.')
        : new ApiError('conflict', 'Keys are on this plan. Move them first.');
    },
    local: () => access.localPlanId(),
    async setLocal(id) {
      if (!(await plans.list()).some((plan) => plan.id === id)) {
        throw new ApiError('invalid_parameter', `'plan': there is no plan '${id}'.`, { param: 'plan' });
      }
      await settings.set(LOCAL_PLAN_SETTING, id);
      access.forget();
    },
  };
}

const notFound = () => new ApiError('not_found', 'There is no such plan.');
