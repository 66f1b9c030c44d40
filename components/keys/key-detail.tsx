'use client';
import { useQuery } from '@tanstack/react-query';
import { Ban, ChevronLeft, RefreshCw, RotateCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { keyRecentQuery } from '#lib/client/keys.ts';
import type { KeyListed } from '#lib/contract/key-use.ts';
import type { Key } from '#lib/contract/keys.ts';
import { stateOf } from '#lib/domain/keys/state.ts';
import { Capture } from './capture.tsx';
import { KeyState } from './key-state.tsx';
import { Recent } from './recent.tsx';
import { useOwnerName } from './use-owner-name.ts';
import type { Viewer } from './viewer.ts';

interface KeyDetailProps {
  id: string;
  /** Absent: there is no such key, as far as this person may know. */
  subject: KeyListed | undefined;
  viewer: Viewer;
  /** What had the focus is gone. */
  takesFocus: boolean;
  onLeave: () => void;
  acts: { onRotate: (key: Key) => void; onRevoke: (key: Key) => void };
}

/** A key's last 24 hours, with what to do about them at hand. */
export function KeyDetail({ id, subject, viewer, takesFocus, onLeave, acts }: KeyDetailProps) {
  const t = useTranslations('keys.detail');
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) back.current?.focus();
  }, [takesFocus]);
  useEscape(onLeave);
  return (
    <>
      <Button ref={back} look="quiet" size="compact" className="-ml-2 self-start" onClick={onLeave}>
        <ChevronLeft size={16} strokeWidth={1.5} aria-hidden />
        {t('back')}
      </Button>
      {subject === undefined ? (
        <p role="alert" className="text-ui">
          {t('missing')}
        </p>
      ) : (
        <>
          <KeyHeader subject={subject} viewer={viewer} acts={acts} />
          <KeyBody id={id} />
          <Capture subject={subject} isOver={isOver(subject)} />
        </>
      )}
    </>
  );
}

const isOver = (subject: KeyListed): boolean => {
  const state = stateOf(subject, Date.now());
  return state === 'expired' || state === 'revoked';
};

function KeyHeader({ subject, viewer, acts }: { subject: KeyListed } & Pick<KeyDetailProps, 'viewer' | 'acts'>) {
  const t = useTranslations('keys.detail');
  const format = useFormatter();
  const owner = useOwnerName(viewer)(subject);
  const { name, plan, prefix, lastFour, createdAt } = subject;
  const date = format.dateTime(new Date(createdAt), { dateStyle: 'medium' });
  return (
    <header className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="text-title wrap-anywhere">{t('title', { name })}</h1>
        <p className="mt-1 flex flex-wrap gap-x-3 text-ui text-muted">
          <code className="font-mono text-[13px]">{`${prefix}-…${lastFour}`}</code>
          <span className="wrap-anywhere">{t('facts', { owner, plan, date })}</span>
          <KeyState subject={subject} />
        </p>
      </div>
      {!isOver(subject) && (
        <div className="flex gap-2">
          <Button onClick={() => acts.onRotate(subject)}>
            <RefreshCw size={16} strokeWidth={1.5} aria-hidden />
            {t('rotate')}
          </Button>
          <Button look="danger" onClick={() => acts.onRevoke(subject)}>
            <Ban size={16} strokeWidth={1.5} aria-hidden />
            {t('revoke')}
          </Button>
        </div>
      )}
    </header>
  );
}

function KeyBody({ id }: { id: string }) {
  const t = useTranslations('keys');
  const loading = useTranslations('shell')('loading');
  const recent = useQuery(keyRecentQuery(id));
  const refresh = (
    <Button size="compact" disabled={recent.isFetching} onClick={() => void recent.refetch()}>
      <RotateCw size={14} strokeWidth={1.5} aria-hidden />
      {recent.isError ? t('load.retry') : t('detail.refresh')}
    </Button>
  );
  if (recent.isError) {
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3 rounded-card bg-danger-soft p-4 text-ui">
        <span>{t('detail.failed')}</span>
        {refresh}
      </div>
    );
  }
  if (recent.isPending) {
    return (
      <p role="status" className="text-ui text-muted">
        {loading}
      </p>
    );
  }
  return <Recent recent={recent.data} refresh={refresh} />;
}

/** Escape goes back, unless a dialog stands before the page: there it is the dialog's. */
function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const listen = ({ key, isComposing, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || isComposing || defaultPrevented) return;
      if (document.querySelector('dialog[open]') === null) onEscape();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [onEscape]);
}
