import { stepOf } from '#lib/domain/alerts/episode.ts';
import type { EpisodeEvent } from '#lib/domain/alerts/event.ts';
import type { Log } from '#lib/server/log.ts';
import type { EpisodeClosing, StoredEpisode, StoredRule } from '#lib/server/storage/alerts.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { createObserver, type ObserverDeps, type Seen } from './observe.ts';

export interface EvaluateDeps extends ObserverDeps {
  readonly storage: ObserverDeps['storage'] & Pick<Storage, 'alerts'>;
  readonly log: Log;
  /** So long a value has to have been clearly below its threshold. */
  readonly calmMs: number;
}

/** Looks at every rule once. @returns whether anybody is to be told of anything */
export async function evaluate(deps: EvaluateDeps): Promise<boolean> {
  const { storage, log } = deps;
  const { alerts } = storage;
  const [rules, open] = await Promise.all([alerts.rules(), alerts.openEpisodes()]);
  const episodes = new Map(open.map((episode) => [episode.ruleId, episode]));
  const nowMs = Date.now();
  const observe = createObserver(deps, nowMs);
  let isNews = false;
  for (const rule of rules) {
    if (!rule.enabled) continue;
    try {
      const seen = await observe(rule);
      if (await take(deps, { rule, seen, episode: episodes.get(rule.id), nowMs })) isNews = true;
    } catch (cause) {
      // What cannot be seen has neither begun nor ended; the other rules are not to wait for it.
      log.error('alert rule not evaluated', { rule: rule.id, cause: String(cause) });
    }
  }
  return isNews;
}

interface Sight {
  readonly rule: StoredRule;
  readonly seen: Seen;
  readonly episode: StoredEpisode | undefined;
  readonly nowMs: number;
}

/** @returns whether anybody is to be told */
async function take({ storage, log, calmMs }: EvaluateDeps, { rule, seen, episode, nowMs }: Sight): Promise<boolean> {
  const { alerts } = storage;
  const step = stepOf(rule, { ...seen, firing: episode }, { nowMs, calmMs });
  if (step.kind === 'quiet') return false;
  if (step.kind === 'opens') {
    const { scopeName, about } = seen;
    const begun = { ...step.firing, openedAtMs: nowMs, openingValue: step.firing.worst, scopeName, about };
    const opened = await alerts.open(rule, begun, (stored) => eventOf(stored, { kind: 'firing', atMs: nowMs, seen }));
    if (opened !== undefined) log.warn('alert', { rule: rule.id, episode: opened.id, value: opened.openingValue });
    return opened !== undefined;
  }
  if (episode === undefined) return false;
  if (step.kind === 'lasts') {
    const { worst, calmSinceMs } = step.firing;
    if (worst !== episode.worst || calmSinceMs !== episode.calmSinceMs) await alerts.track(episode.id, step.firing);
    return false;
  }
  const closing = { by: step.by, atMs: nowMs, worst: step.worst };
  const closed = await alerts.close(episode.id, closing, (stored) =>
    eventOf(stored, { kind: 'over', atMs: nowMs, seen }),
  );
  if (closed !== undefined) log.info('alert over', { rule: rule.id, episode: closed.id });
  return closed !== undefined;
}

interface EventMatter {
  readonly kind: EpisodeEvent['kind'];
  readonly atMs: number;
  /** Undefined: it was not looked at. */
  readonly seen: Pick<Seen, 'value' | 'calls'> | undefined;
}

/** What is told of an episode. */
const eventOf = (
  { id, ruleId, rule, scopeName, about, worst, openedAtMs, closedBy }: StoredEpisode,
  { kind, atMs, seen }: EventMatter,
): EpisodeEvent => ({
  ...{ kind, atMs, episodeId: id, ruleId, rule, scopeName, about, worst, openedAtMs, closedBy },
  value: seen?.value ?? null,
  calls: seen?.calls ?? null,
});

/** Ends the episode of a rule that people change, together with the change. @returns whether there was one */
export async function endEpisode(
  alerts: Pick<Storage['alerts'], 'openEpisodes' | 'close'>,
  ruleId: string,
  { by, atMs }: Pick<EpisodeClosing, 'by' | 'atMs'>,
): Promise<boolean> {
  const episode = (await alerts.openEpisodes()).find((one) => one.ruleId === ruleId);
  if (episode === undefined) return false;
  const closing = { by, atMs, worst: episode.worst };
  const ended = await alerts.close(episode.id, closing, (stored) =>
    eventOf(stored, { kind: 'over', atMs, seen: undefined }),
  );
  return ended !== undefined;
}
