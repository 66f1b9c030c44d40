import type { Observation, RuleMatter, ScopeKind } from '#lib/contract/alerts.ts';
import type { Grouping, ReportSums } from '#lib/contract/usage-report.ts';
import { percentilesOf } from '#lib/domain/usage/latency.ts';
import { addUpSums } from '#lib/domain/usage/report.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { spansOf } from '#lib/domain/usage/spans.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import type { GroupSums, PlacedTimings } from '#lib/server/storage/usage.ts';
import { type Names, namesOf } from '#lib/server/usage/names.ts';
import { type LimitSharesDeps, limitShares, nearestLimit } from './limit-shares.ts';

/** What is seen of one rule, and by what names people know what it is about. */
export interface Seen extends Observation {
  readonly scopeName: string | null;
}

/** What rules see at one instant; each figure is asked for once, however many rules are about it. */
export type Observer = (rule: RuleMatter) => Promise<Seen>;

export interface ObserverDeps extends LimitSharesDeps {
  readonly storage: Pick<Storage, 'keys' | 'people' | 'plans' | 'usage'>;
  /** Whether nothing but the sandbox answers: then its calls are what there is to watch. */
  readonly onlySandbox: boolean;
}

const MINUTE_MS = 60_000;

/** What calls are told apart by, for a scope that is no limit's. */
const GROUPINGS = {
  ...{ all: undefined, plan: undefined },
  ...({ key: 'key', person: 'person', model: 'model', upstream: 'upstream' } as const),
} as const satisfies Record<ScopeKind, Grouping | undefined>;

/**
 * Looks at everything as it is at one instant.
 *
 * @param nowMs Unix milliseconds
 */
export function createObserver(deps: ObserverDeps, nowMs: number): Observer {
  const { storage, calendar, onlySandbox } = deps;
  const { usage } = storage;
  const filter = { withSandbox: onlySandbox };
  const windowOf = (windowMinutes: number) => ({
    startMs: nowMs - windowMinutes * MINUTE_MS,
    endMs: nowMs + 1,
    filter,
  });
  const shares = once(() => limitShares(deps, nowMs));
  const names = once(() => namesOf(storage));
  const planNames = once(async () => new Map((await storage.plans.list()).map(({ id, name }) => [id, name])));
  const sums = onceEach((windowMinutes: number, by: Grouping | undefined) =>
    usage.callSums({ ...windowOf(windowMinutes), by }),
  );
  const timings = onceEach((windowMinutes: number, by: Grouping | undefined) =>
    usage.callTimings({ ...windowOf(windowMinutes), by }),
  );
  const today = onceEach(async (_: number, by: Grouping | undefined) => {
    const { startMs } = calendar('day', nowMs);
    const { hourMs, dayMs } = await usage.rolledUntil();
    const endMs = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS + QUARTER_MS;
    const units = spansOf([{ startMs, endMs }], { calendar, untilMs: { hour: hourMs, day: dayMs } });
    return await usage.sums({ units, stepped: false, filter, by });
  });

  const nameOf = async (kind: ScopeKind, id: string | null): Promise<string | null> => {
    if (id === null || kind === 'all') return null;
    if (kind === 'plan') return (await planNames()).get(id) ?? null;
    if (kind === 'key' || kind === 'person') return nameIn(await names(), kind, id);
    return id;
  };

  const measure = async (rule: RuleMatter): Promise<Observation> => {
    const { metric, scope, windowMinutes } = rule;
    if (metric === 'limit_share') {
      const nearest = nearestLimit(await shares(), rule);
      if (nearest === undefined) return NOTHING;
      return { value: nearest.share, calls: null, about: nearest.about };
    }
    const by = GROUPINGS[scope.kind];
    const group = scope.id ?? '';
    if (metric === 'spend_day') return { ...NOTHING, value: sumsOf(await today(0, by), group).costMicros };
    const minutes = windowMinutes ?? 0;
    return metric === 'error_rate'
      ? errorRate(sumsOf(await sums(minutes, by), group))
      : latency(await timings(minutes, by), group);
  };
  return async (rule) => {
    const [seen, scopeName] = await Promise.all([measure(rule), nameOf(rule.scope.kind, rule.scope.id)]);
    return { ...seen, scopeName };
  };
}

const NOTHING: Observation = { value: null, calls: null, about: null };

const nameIn = (names: Names, kind: 'key' | 'person', id: string): string | null => names[kind]?.get(id) ?? null;

const sumsOf = (groups: readonly GroupSums[], group: string): ReportSums =>
  addUpSums(groups.filter((one) => one.group === group).map(({ sums }) => sums));

/** What a limit or a check refused says nothing of the upstreams: it would only hide how often they fail. */
function errorRate({ requests, failed, limited, refused }: ReportSums): Observation {
  const calls = requests - limited - refused;
  return { value: calls === 0 ? null : (failed / calls) * 100, calls, about: null };
}

function latency(placed: readonly PlacedTimings[], group: string): Observation {
  const durations = placed.find((one) => one.group === group)?.duration;
  const told = durations === undefined ? null : percentilesOf(durations);
  return { value: told?.p95 ?? null, calls: told?.count ?? 0, about: null };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

function onceEach<T>(
  ask: (windowMinutes: number, by: Grouping | undefined) => Promise<T>,
): (windowMinutes: number, by: Grouping | undefined) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (windowMinutes, by) => {
    const id = `${windowMinutes} ${by}`;
    const answer = asked.get(id) ?? ask(windowMinutes, by);
    asked.set(id, answer);
    return answer;
  };
}
