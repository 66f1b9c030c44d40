import type { LoggedCall, TailNews } from '#lib/contract/call-log.ts';
import { mergeLive } from '#lib/domain/usage/live-calls.ts';
import { type LogView, toTailQuery } from '#lib/domain/usage/log-view.ts';
import { followTail } from './log-tail.ts';
import { fetchCallLog } from './logs.ts';

export type LiveState = 'connecting' | 'live' | 'lost' | 'refused';

/** What is shown of a log that somebody looks on at. */
export interface LiveShown {
  /** The last to end first. */
  readonly calls: readonly LoggedCall[];
  readonly state: LiveState;
  /** Calls that came while the list was held still. */
  readonly waiting: number;
  /** Calls that ended too fast to be told of one by one, since it began. */
  readonly leftOut: number;
  /** Calls that other processes serve are told of as well. */
  readonly isWhole: boolean;
}

export interface LiveLog {
  readonly subscribe: (listener: () => void) => () => void;
  readonly shown: () => LiveShown;
  /** Holds the list still: what comes waits. */
  readonly hold: (isHeld: boolean) => void;
  /** Connects; what it returns lets go. */
  readonly open: () => () => void;
}

/** Nobody reads faster than this, and drawing takes time. */
const SHOW_MS = 500;

/** The log as it grows. A page that nobody sees is told nothing, and catches up when it is seen again. */
export function createLiveLog(view: LogView): LiveLog {
  const listeners = new Set<() => void>();
  let shown: LiveShown = { calls: [], state: 'connecting', waiting: 0, leftOut: 0, isWhole: true };
  let known: readonly LoggedCall[] = [];
  let isHeld = false;
  let came = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;

  const change = (next: Partial<LiveShown>) => {
    shown = { ...shown, ...next };
    for (const listener of listeners) listener();
  };
  const draw = () => {
    timer = undefined;
    shownMs = performance.now();
    if (isHeld) change({ waiting: came });
    else {
      came = 0;
      change({ calls: known, waiting: 0 });
    }
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, Math.max(0, shownMs + SHOW_MS - performance.now()));
  };
  const take = (calls: readonly LoggedCall[]) => {
    const next = mergeLive(known, calls);
    if (next === known) return;
    const before = new Set(known.map(({ requestId }) => requestId));
    came += calls.filter(({ requestId }) => !before.has(requestId)).length;
    known = next;
    drawSoon();
  };
  /** What happened while nobody told of it stands in the log. */
  const catchUp = async (signal: AbortSignal) => {
    const { data } = await fetchCallLog(view, undefined, signal);
    take(data);
    if (known.length === 0) drawSoon();
  };

  const connect = (): (() => void) => {
    const cut = new AbortController();
    const { signal } = cut;
    const onNews = (news: TailNews) => {
      if (news.type === 'end') return;
      if (news.type === 'begin') change({ isWhole: news.isWhole });
      else {
        take(news.calls);
        if (news.leftOut > 0) change({ leftOut: shown.leftOut + news.leftOut });
      }
      if (news.type === 'calls' && !news.gap) return;
      catchUp(signal).then(
        () => signal.aborted || change({ state: 'live' }),
        () => {
          if (signal.aborted) return;
          // Begun again, it is caught up again.
          disconnect();
          change({ state: 'lost' });
          later = setTimeout(reconnect, SHOW_MS * 5);
        },
      );
    };
    void followTail(
      toTailQuery(view),
      { onNews, onLost: () => change({ state: 'lost' }), onRefused: () => change({ state: 'refused' }) },
      signal,
    );
    return () => cut.abort();
  };

  let disconnect = () => {};
  let later: ReturnType<typeof setTimeout> | undefined;
  const reconnect = () => {
    clearTimeout(later);
    disconnect();
    disconnect = document.visibilityState === 'hidden' ? () => {} : connect();
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shown: () => shown,
    hold(held) {
      if (held === isHeld) return;
      isHeld = held;
      if (!held) draw();
    },
    open() {
      document.addEventListener('visibilitychange', reconnect);
      reconnect();
      return () => {
        document.removeEventListener('visibilitychange', reconnect);
        clearTimeout(later);
        clearTimeout(timer);
        timer = undefined;
        disconnect();
      };
    },
  };
}
