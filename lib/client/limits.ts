import { keepPreviousData } from '@tanstack/react-query';
import {
  type LimitGauge,
  type LimitMinutes,
  type LimitMinutesQuery,
  type Limits,
  limitMinutesSchema,
  limitsSchema,
} from '#lib/contract/limit-watch.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { callApi } from './api.ts';

/** All limits as they stand. */
export interface LimitsNow extends Pick<Limits, 'timeZone' | 'currency' | 'first' | 'refused'> {
  readonly gauges: readonly LimitGauge[];
  readonly upstreams: NonNullable<Limits['upstreams']>;
  /** By how much the server's clock is ahead of this one, in milliseconds. */
  readonly aheadMs: number;
}

/** `gone`: nobody answers, and it is tried again and again. */
export type FollowState = 'live' | 'gone';

interface Follower {
  onLimits(limits: LimitsNow): void;
  onState(state: FollowState): void;
}

/**
 * How soon a lost connection is tried again: at once, then more slowly. A browser by itself waits for seconds, and gives
 * up where the server has answered with an error.
 */
const AGAIN_MS = [250, 1_000, 2_000];

/** Follows all limits. @returns ends it */
export function followLimits({ onLimits, onState }: Follower): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: LimitsNow | undefined;
  let failures = 0;
  const connect = () => {
    // Each connection begins with all there is.
    known = undefined;
    source = new EventSource('/api/limits/events');
    source.onmessage = ({ data }) => {
      const news = limitsSchema.safeParse(parseJson(String(data)));
      if (!news.success) return;
      failures = 0;
      known = merge(known, news.data);
      onLimits(known);
      onState('live');
    };
    source.onerror = () => {
      source?.close();
      onState('gone');
      timer = setTimeout(connect, AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function merge(known: LimitsNow | undefined, { at, gauges, gone, upstreams, ...news }: Limits): LimitsNow {
  const all = new Map(known?.gauges.map((gauge) => [gauge.id, gauge]));
  for (const gauge of gauges) all.set(gauge.id, gauge);
  for (const id of gone) all.delete(id);
  return {
    ...{ timeZone: news.timeZone, currency: news.currency, first: news.first, refused: news.refused },
    gauges: [...all.values()],
    upstreams: upstreams ?? known?.upstreams ?? [],
    aheadMs: Date.parse(at) - Date.now(),
  };
}

/** How a subject's limits were used, minute by minute. @param version another one asks again */
export const limitMinutesQuery = (query: LimitMinutesQuery, version: string) => ({
  queryKey: ['limits', 'minutes', query.subject, query.range, version],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<LimitMinutes> =>
    callApi(`/api/limits/minutes?${new URLSearchParams(query)}`, { answer: limitMinutesSchema, signal }),
  staleTime: 0,
  // Without a call the last minute moves on all the same.
  refetchInterval: 15_000,
  gcTime: 0,
  placeholderData: keepPreviousData,
});
