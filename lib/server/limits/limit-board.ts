import type { LimitGauge, Limits, Refusals, UpstreamLimits } from '#lib/contract/limit-watch.ts';
import { firstToBind } from '#lib/domain/limits/forecast.ts';
import { scopeOf } from '#lib/domain/limits/subject.ts';
import { readUpstreamLimits } from '#lib/domain/limits/upstream-limits.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { MINUTE_MS } from '#lib/domain/usage/rollup.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';
import type { LimitHistory, SubjectRefusals } from '#lib/server/storage/limits.ts';
import type { UpstreamEntry } from '#lib/server/upstream/router.ts';
import { type Asked, Forecaster } from './forecaster.ts';
import { lookAtLimits } from './look.ts';
import { maySeeLimit, readSubjects, type Subjects, type SubjectsDeps } from './subjects.ts';

export interface LimitBoardDeps extends SubjectsDeps {
  readonly limitStore: LimitStore;
  readonly history: LimitHistory;
  /** Those that answer now. */
  readonly upstreams: () => Promise<readonly UpstreamEntry[]>;
  readonly timeZone: string;
  readonly currency: string;
}

/** Everything that holds anybody, at an instant. */
export interface Board {
  readonly atMs: number;
  readonly subjects: Subjects;
  readonly gauges: readonly { readonly watched: Watched; readonly gauge: LimitGauge }[];
  readonly upstreams: readonly UpstreamLimits[];
  readonly refusals: readonly SubjectRefusals[];
}

/** After so long without a look, what forecasts are made of is let go: a month of many callers is some megabytes. */
const IDLE_MS = 60_000;
/** Refusals are counted over the last hour. */
const REFUSED_MINUTES = 60;

/** Draws boards, again and again: forecasts get better with each. */
export class LimitBoard {
  readonly #deps: LimitBoardDeps;
  readonly #forecaster: Forecaster;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: LimitBoardDeps) {
    this.#deps = deps;
    this.#forecaster = new Forecaster(deps.history, deps.timeZone);
  }

  /**
   * @param nowMs Unix milliseconds
   * @param options `patient`: with forecasts, also where a month of use has to be read for them, which takes seconds
   * @throws ApiError 503 `storage_unavailable`
   */
  async draw(nowMs: number, { patient = false } = {}): Promise<Board> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#forecaster.forget(), IDLE_MS).unref();
    const { history } = this.#deps;
    const [subjects, refusals, upstreams] = await Promise.all([
      readSubjects(this.#deps, nowMs),
      history.refusals(Math.floor(nowMs / MINUTE_MS) - REFUSED_MINUTES + 1),
      this.#upstreams(),
    ]);
    const asked = (await lookAtLimits(this.#deps.limitStore, subjects.watched, nowMs)).map((one) => ({
      ...one,
      id: `${one.watched.subject.id} ${one.level.kind}`,
    }));
    const times = await this.#forecaster.look(asked, { nowMs, patient });
    const refusedOf = new Map(refusals.map((entry) => [entry.subject, entry]));
    const gauges = asked.map((one) => ({
      watched: one.watched,
      gauge: toGauge(one, {
        names: subjects.names,
        timeToLimit: times.get(one.id) ?? null,
        refused: toRefusals(refusedOf.get(one.watched.subject.id)),
      }),
    }));
    return { atMs: nowMs, subjects, gauges, upstreams, refusals };
  }

  async #upstreams(): Promise<UpstreamLimits[]> {
    const { history, upstreams } = this.#deps;
    const stored = new Map((await history.observed()).map((one) => [one.upstream, one]));
    return (await upstreams())
      .filter(({ upstream }) => upstream.kind === 'remote')
      .map(({ upstream: { name, lastLimits } }) => {
        // This process's own is the newest, unless another one has heard something since.
        const [mine, theirs] = [lastLimits?.(), stored.get(name)];
        const last = (mine?.observedAtMs ?? 0) >= (theirs?.observedAtMs ?? 0) ? (mine ?? theirs) : theirs;
        const observedAt = last === undefined ? null : new Date(last.observedAtMs).toISOString();
        return { upstream: name, observedAt, ...readUpstreamLimits(last?.headers ?? {}, last?.observedAtMs ?? 0) };
      });
  }
}

interface Beside {
  readonly names: Subjects['names'];
  readonly timeToLimit: LimitGauge['timeToLimit'];
  readonly refused: Refusals;
}

function toGauge({ id, watched, level }: Asked, { names, timeToLimit, refused }: Beside): LimitGauge {
  const { subject, scope, keyId, owner, plan } = watched;
  const { kind, window, limit, used, reserved, resetsAtMs, opensAtMs, quota } = level;
  return {
    ...{ id, subject: subject.id, scope },
    key: keyId === null ? null : { id: keyId, name: names.key.get(keyId) ?? null },
    person: owner === null ? null : { id: owner, name: names.person.get(owner) ?? null },
    plan: { id: plan, name: names.plan.get(plan) ?? null },
    ...{ kind, window, limit, used, reserved },
    startsAt: quota === null ? null : new Date(quota.startMs).toISOString(),
    resetsAt: new Date(resetsAtMs).toISOString(),
    opensAt: opensAtMs === null ? null : new Date(opensAtMs).toISOString(),
    ...{ timeToLimit, refused },
  };
}

function toRefusals(found: SubjectRefusals | undefined): Refusals {
  const { rate = 0, quota = 0, spend = 0, upstream = 0, overload = 0 } = found ?? {};
  return { rate, quota, spend, upstream, overload };
}

/** What somebody may see of a board. @param seen gauges as they were told before, by their ids */
export function tell(
  { atMs, subjects, gauges, upstreams, refusals }: Board,
  principal: Principal,
  seen: ReadonlyMap<string, string>,
): Pick<Limits, 'at' | 'gauges' | 'gone' | 'refused' | 'first' | 'upstreams'> & {
  readonly known: Map<string, string>;
} {
  const theirs = gauges
    .filter(({ watched }) => maySeeLimit(watched, principal, subjects.plansOf))
    .map(({ gauge }) => gauge);
  const known = new Map(theirs.map((gauge) => [gauge.id, JSON.stringify(gauge)]));
  const first = firstToBind(
    theirs.map(({ id, timeToLimit }) => ({
      name: id,
      forecast: {
        reachedAtMs: toMs(timeToLimit?.reachedAt),
        earliestMs: toMs(timeToLimit?.earliestAt),
        latestMs: toMs(timeToLimit?.latestAt),
      },
    })),
  );
  // What an upstream lets through is everybody's, and so an admin's to know.
  const visible = principal.role === 'developer' ? [] : upstreams;
  const text = JSON.stringify(visible);
  const isNew = seen.get(UPSTREAMS) !== text;
  known.set(UPSTREAMS, text);
  return {
    at: new Date(atMs).toISOString(),
    gauges: theirs.filter(({ id }) => seen.get(id) !== known.get(id)),
    gone: [...seen.keys()].filter((id) => id !== UPSTREAMS && !known.has(id)),
    refused: refusedTo(refusals, principal, subjects),
    first: first?.name ?? null,
    upstreams: isNew ? [...visible] : null,
    known,
  };
}

/** Each once: what a limit refused stands with its subject alone, what an upstream refused with its owner as well. */
function refusedTo(refusals: readonly SubjectRefusals[], { id, role }: Principal, { ownerOf }: Subjects): Refusals {
  const sum = { rate: 0, quota: 0, spend: 0, upstream: 0, overload: 0 };
  for (const { subject, ...counts } of refusals) {
    const { keyId, owner } = scopeOf(subject);
    const whose = keyId === undefined ? owner : ownerOf.get(keyId);
    if (role === 'developer' && whose !== id) continue;
    for (const kind of ['rate', 'quota', 'spend'] as const) sum[kind] += counts[kind];
    if (owner === undefined) continue;
    for (const kind of ['upstream', 'overload'] as const) sum[kind] += counts[kind];
  }
  return sum;
}

/** Among what was told, the id of all upstreams: no gauge's. */
const UPSTREAMS = '';

const toMs = (instant: string | null | undefined): number | null =>
  instant === null || instant === undefined ? null : Date.parse(instant);
