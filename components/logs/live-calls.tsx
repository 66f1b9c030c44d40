'use client';
import { Pause, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '#components/ui/button.tsx';
import { createLiveLog, type LiveShown } from '#lib/client/live-log.ts';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import { MAX_LIVE_CALLS, MOVING_CALLS } from '#lib/domain/usage/live-calls.ts';
import type { LogView } from '#lib/domain/usage/log-view.ts';
import { CallsTable } from './calls-table.tsx';
import type { LogWords } from './use-log-words.ts';

interface LiveCallsProps {
  /** Of one view: another one is another list. */
  view: LogView;
  words: LogWords;
  onOpen: (call: LoggedCall) => void;
}

/** Calls as they end, the last one first. A row that somebody is on must not go away under them: the list stands still. */
export function LiveCalls({ view, words, onOpen }: LiveCallsProps) {
  const t = useTranslations('logs.live');
  const [log] = useState(() => createLiveLog(view));
  const [isHeld, setHeld] = useState(false);
  const shown = useSyncExternalStore(log.subscribe, log.shown, log.shown);
  useEffect(() => log.open(), [log]);
  const hold = (held: boolean) => {
    setHeld(held);
    log.hold(held);
  };
  // Rows that go again in a moment are not drawn below what anybody sees.
  const calls = isHeld ? shown.calls : shown.calls.slice(0, MOVING_CALLS);
  return (
    <section aria-label={t('label')} className="flex flex-col gap-3">
      <LiveBar shown={shown} isHeld={isHeld} onHold={hold} />
      {shown.calls.length === 0 ? (
        <p className="rounded-card border border-line p-6 text-ui text-muted">
          {shown.state === 'live' ? t('none') : t('connecting')}
        </p>
      ) : (
        <CallsTable calls={calls} words={words} onOpen={onOpen} onEnter={() => hold(true)} />
      )}
      <p className="text-center text-meta text-faint">{t('kept', { moving: MOVING_CALLS, count: MAX_LIVE_CALLS })}</p>
    </section>
  );
}

interface LiveBarProps {
  shown: LiveShown;
  isHeld: boolean;
  onHold: (held: boolean) => void;
}

const DOTS = { connecting: 'bg-faint', live: 'bg-accent', lost: 'bg-warning', refused: 'bg-danger' } as const;

function LiveBar({ shown: { state, waiting, leftOut, isWhole }, isHeld, onHold }: LiveBarProps) {
  const t = useTranslations('logs.live');
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2 text-meta">
      <p role="status" className="flex items-center gap-2">
        <span aria-hidden className={`size-2 rounded-full ${DOTS[state]}`} />
        {t(`states.${state}`)}
        {isHeld && <span className="text-muted">{t('held')}</span>}
      </p>
      {state !== 'refused' && (
        <Button size="compact" onClick={() => onHold(!isHeld)}>
          {isHeld ? (
            <Play size={14} strokeWidth={1.5} aria-hidden />
          ) : (
            <Pause size={14} strokeWidth={1.5} aria-hidden />
          )}
          {isHeld ? t('resume', { count: waiting }) : t('pause')}
        </Button>
      )}
      {leftOut > 0 && <span className="text-muted">{t('leftOut', { count: leftOut })}</span>}
      {!isWhole && <span className="text-muted">{t('notWhole')}</span>}
    </div>
  );
}
