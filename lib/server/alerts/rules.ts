import { randomBytes } from 'node:crypto';
import type * as z from 'zod/mini';
import type {
  AlertRule,
  AlertRules,
  Delivery,
  Episode,
  Episodes,
  EpisodesQuery,
  RuleMatter,
  ruleCreateSchema,
  rulePatchSchema,
} from '#lib/contract/alerts.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { completeRule, isSameCondition, problemOfRule, writeScope } from '#lib/domain/alerts/rule.ts';
import { changesOf, entriesAbout } from '#lib/domain/audit/entry.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import type { Log } from '#lib/server/log.ts';
import { Remembered } from '#lib/server/remembered.ts';
import type { StoredDelivery, StoredEpisode, StoredRule } from '#lib/server/storage/alerts.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { endEpisode } from './evaluate.ts';
import { createObserver, type ObserverDeps, type Seen } from './observe.ts';

/** What is watched, and what came of it. */
export interface AlertAdmin {
  /** With what each sees now. */
  rules(): Promise<AlertRules>;
  /** @throws ApiError 400 that names the field, 409 when there are too many */
  createRule(wish: z.output<typeof ruleCreateSchema>, by: Actor): Promise<AlertRule>;
  /** An episode of it that goes on is over with another condition. @throws ApiError 400, 404 */
  updateRule(id: string, wish: z.output<typeof rulePatchSchema>, by: Actor): Promise<AlertRule>;
  /** @throws ApiError 404 */
  removeRule(id: string, by: Actor): Promise<void>;
  /** Newest first. */
  episodes(query: EpisodesQuery): Promise<Episodes>;
  /** How many go on. */
  firing(): Promise<number>;
}

export interface AlertAdminDeps extends ObserverDeps {
  readonly storage: ObserverDeps['storage'] & Pick<Storage, 'alerts' | 'act'>;
  readonly log: Log;
  readonly currency: string;
  /** There is something to tell. */
  readonly deliverNow: () => void;
}

/** Each is looked at all the time. */
const MAX_RULES = 200;
const ID_BYTES = 9;
/** Pages ask whenever somebody looks at them. */
const REMEMBERED_MS = 1_000;

export function createAlertAdmin(deps: AlertAdminDeps): AlertAdmin {
  const { storage, log, currency, deliverNow } = deps;
  const { alerts } = storage;
  const seen = new Remembered<'all', readonly AlertRule[]>(() => readRules(deps), { ms: REMEMBERED_MS, max: 1 });
  const counted = new Remembered<'all', number>(() => alerts.countOpen(), { ms: REMEMBERED_MS, max: 1 });
  const changed = (): void => {
    seen.clear();
    counted.clear();
    deliverNow();
  };
  const shown = async (rule: StoredRule): Promise<AlertRule> => {
    changed();
    const episode = (await alerts.openEpisodes()).find(({ ruleId }) => ruleId === rule.id);
    return toRule(rule, { now: await seeOne(deps, rule, log), firingSinceMs: episode?.openedAtMs ?? null });
  };
  return {
    rules: async () => ({ data: [...(await seen.get('all'))], currency }),
    firing: () => counted.get('all'),
    async createRule(wish, by) {
      const matter = checked(completeRule(wish));
      const id = randomBytes(ID_BYTES).toString('base64url');
      const rule: StoredRule = { ...matter, id, version: 1, createdAtMs: Date.now() };
      await storage.act(by, async (stores) => {
        if ((await stores.alerts.rules()).length >= MAX_RULES) {
          throw new ApiError('conflict', `There are ${MAX_RULES} rules already.`);
        }
        await stores.alerts.insertRule(rule);
        return {
          result: undefined,
          entries: [entry('alert_rule.created', { target: rule, by, details: detailsOf(matter) })],
        };
      });
      return await shown(rule);
    },
    async updateRule(id, wish, by) {
      const rule = await storage.act(by, async (stores) => {
        const before = find(await stores.alerts.rules(), id);
        const matter = checked(completeRule(patched(before, wish)));
        const after: StoredRule = { ...before, ...matter };
        const details = changesOf(detailsOf(before), detailsOf(after), DETAILS);
        if (Object.keys(details).length === 0) return { result: before, entries: [] };
        await stores.alerts.replaceRule(after);
        const ending = !after.enabled ? 'disabled' : isSameCondition(before, after) ? undefined : 'changed';
        if (ending !== undefined) await endEpisode(stores.alerts, id, { by: ending, atMs: Date.now() });
        return { result: after, entries: [entry('alert_rule.changed', { target: after, by, details })] };
      });
      return await shown(rule);
    },
    async removeRule(id, by) {
      await storage.act(by, async (stores) => {
        const rule = find(await stores.alerts.rules(), id);
        // First, so that nobody opens another one meanwhile.
        await stores.alerts.removeRule(id);
        await endEpisode(stores.alerts, id, { by: 'deleted', atMs: Date.now() });
        return { result: undefined, entries: [entry('alert_rule.deleted', { target: rule, by, details: {} })] };
      });
      changed();
    },
    async episodes({ rule, before, limit }) {
      const found = await alerts.episodes({ ruleId: rule, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      const deliveries = Map.groupBy(await alerts.deliveries(page.map(({ id }) => id)), ({ episodeId }) => episodeId);
      return {
        data: page.map((episode) => toEpisode(episode, deliveries.get(episode.id) ?? [])),
        before: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
  };
}

/** Of a metric that it does not fit, what is left out falls to the new one's default. */
function patched(before: StoredRule, wish: z.output<typeof rulePatchSchema>) {
  const { id: _, version: __, createdAtMs: ___, ...matter } = before;
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  return { ...matter, ...given };
}

function checked(rule: RuleMatter): RuleMatter {
  const problem = problemOfRule(rule);
  if (problem === undefined) return rule;
  const { param, message } = problem;
  throw new ApiError('invalid_parameter', `'${param}': ${message}.`, { param });
}

function find(rules: readonly StoredRule[], id: string): StoredRule {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new ApiError('not_found', 'There is no such rule.');
  return rule;
}

async function readRules(deps: AlertAdminDeps): Promise<AlertRule[]> {
  const { storage, log } = deps;
  const [rules, open] = await Promise.all([storage.alerts.rules(), storage.alerts.openEpisodes()]);
  const since = new Map(open.map(({ ruleId, openedAtMs }) => [ruleId, openedAtMs]));
  const observe = createObserver(deps, Date.now());
  return await Promise.all(
    rules.map(async (rule) => {
      const now = await observe(rule).catch((cause: unknown) => notSeen(rule, { log, cause }));
      return toRule(rule, { now, firingSinceMs: since.get(rule.id) ?? null });
    }),
  );
}

const seeOne = (deps: AlertAdminDeps, rule: StoredRule, log: Log): Promise<Seen | undefined> =>
  createObserver(deps, Date.now())(rule).catch((cause: unknown) => notSeen(rule, { log, cause }));

/** A page of rules is there also while what they see is not. */
function notSeen(rule: StoredRule, { log, cause }: { readonly log: Log; readonly cause: unknown }): undefined {
  log.warn('alert rule not seen', { rule: rule.id, cause: String(cause) });
}

const toInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function toRule(
  { version: _, createdAtMs, ...rule }: StoredRule,
  { now, firingSinceMs }: { readonly now: Seen | undefined; readonly firingSinceMs: number | null },
): AlertRule {
  const { value, calls, about } = now ?? { value: null, calls: null, about: null };
  return {
    ...rule,
    createdAt: new Date(createdAtMs).toISOString(),
    scopeName: now?.scopeName ?? null,
    now: rule.enabled && now !== undefined ? { value, calls, about } : null,
    firingSince: toInstant(firingSinceMs),
  };
}

function toEpisode(episode: StoredEpisode, deliveries: readonly StoredDelivery[]): Episode {
  const { id, ruleId, rule, scopeName, openedAtMs, closedAtMs, closedBy, openingValue, worst, about } = episode;
  return {
    ...{ id, ruleId, rule, scopeName, closedBy, openingValue, about },
    worstValue: worst,
    openedAt: new Date(openedAtMs).toISOString(),
    closedAt: toInstant(closedAtMs),
    deliveries: deliveries.map(toDelivery),
  };
}

const toDelivery = ({ episodeId: _, nextAtMs, lastAtMs, ...delivery }: StoredDelivery): Delivery => ({
  ...delivery,
  lastAttemptAt: toInstant(lastAtMs),
  nextAttemptAt: delivery.state === 'pending' ? toInstant(nextAtMs) : null,
});

const DETAILS = ['name', 'enabled', 'metric', 'scope', 'threshold', 'limit', 'windowMinutes', 'minCalls'] as const;
const detailsOf = (rule: RuleMatter) => ({
  ...{ name: rule.name, enabled: rule.enabled, metric: rule.metric, scope: writeScope(rule.scope) },
  ...{ threshold: rule.threshold, limit: rule.limit, windowMinutes: rule.windowMinutes, minCalls: rule.minCalls },
});

const entry = entriesAbout('alert_rule', Date.now);
