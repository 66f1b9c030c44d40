import { ApiError } from '#lib/contract/errors.ts';
import { NO_LIMITS, type Plan, type PlanCreate, type PlanPatch } from '#lib/contract/plans.ts';
import { changesOf, entriesAbout } from '#lib/domain/audit/entry.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import type { Access } from './access.ts';
import { LOCAL_PLAN_SETTING } from './storage/accounts.ts';
import type { Storage } from './storage/storage.ts';

/** What an admin does with plans; each change counts from the next call on. */
export interface PlanAdmin {
  list(): Promise<Plan[]>;
  /** @throws ApiError 409 when the id is taken */
  create(wish: PlanCreate, by: Actor): Promise<Plan>;
  /** @throws ApiError 404 */
  update(id: string, wish: PlanPatch, by: Actor): Promise<Plan>;
  /** @throws ApiError 404, 409 while it is in use or when it came with the console */
  remove(id: string, by: Actor): Promise<void>;
  /** The plan of calls without a key. */
  local(): Promise<string>;
  /** @throws ApiError 400 for a plan that does not exist */
  setLocal(id: string, by: Actor): Promise<void>;
}

export interface PlanAdminDeps {
  readonly storage: Pick<Storage, 'plans' | 'act'>;
  readonly access: Access;
}

export function createPlanAdmin({ storage, access }: PlanAdminDeps): PlanAdmin {
  return {
    list: () => storage.plans.list(),
    async create({ id, name, limits, pool }, by) {
      const plan = {
        id,
        name,
        builtIn: false,
        limits: writeLimits(NO_LIMITS, limits),
        pool: writeLimits(NO_LIMITS, pool),
      };
      await storage.act(by, async ({ plans }) => {
        if (!(await plans.insert(plan))) {
          throw new ApiError('conflict', `There is a plan '${id}' already.`, { param: 'id' });
        }
        const details = { limits: plan.limits, pool: plan.pool };
        return { result: undefined, entries: [entry('plan.created', { target: plan, by, details })] };
      });
      access.forget();
      return plan;
    },
    async update(id, change, by) {
      const plan = await storage.act(by, async ({ plans }) => {
        const before = (await plans.list()).find((known) => known.id === id);
        const after = await plans.update(id, change);
        if (before === undefined || after === undefined) throw notFound();
        const details = changesOf(before, after, ['name', 'limits', 'pool']);
        const changed = Object.keys(details).length > 0;
        return { result: after, entries: changed ? [entry('plan.changed', { target: after, by, details })] : [] };
      });
      access.forget();
      return plan;
    },
    async remove(id, by) {
      const localPlanId = await access.localPlanId();
      await storage.act(by, async ({ plans }) => {
        const plan = (await plans.list()).find((known) => known.id === id);
        if (plan === undefined) throw notFound();
        if (plan.builtIn) {
          throw new ApiError('conflict', 'This plan came with the console: it can be changed, not deleted.');
        }
        if (await plans.remove(id)) {
          return { result: undefined, entries: [entry('plan.deleted', { target: plan, by, details: {} })] };
        }
        throw localPlanId === id
          ? new ApiError('conflict', 'Calls without a key are on this plan. Choose another one for them first.')
          : new ApiError('conflict', 'Keys, people or invitations are on this plan. Move them first.');
      });
      access.forget();
    },
    local: () => access.localPlanId(),
    async setLocal(id, by) {
      const unchosen = await access.localPlanId();
      await storage.act(by, async ({ plans, settings }) => {
        const known = await plans.list();
        const plan = known.find((one) => one.id === id);
        if (plan === undefined) {
          throw new ApiError('invalid_parameter', `'plan': there is no plan '${id}'.`, { param: 'plan' });
        }
        const chosen = await settings.get(LOCAL_PLAN_SETTING);
        // Asked now that it is this act's turn: another one may have chosen meanwhile.
        const from = known.some((one) => one.id === chosen) ? chosen : unchosen;
        // Also the one that they are on anyway: what they are on unless somebody chooses may become another one.
        await settings.set(LOCAL_PLAN_SETTING, id);
        const details = { plan: { from, to: id } };
        const entries = from === id ? [] : [entry('local_plan.changed', { target: plan, by, details })];
        return { result: undefined, entries };
      });
      access.forget();
    },
  };
}

const notFound = () => new ApiError('not_found', 'There is no such plan.');

const entry = entriesAbout('plan', Date.now);
