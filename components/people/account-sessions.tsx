'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useFormatter, useTimeZone, useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { accountSessionsQuery, endOtherSessions } from '#lib/client/people.ts';
import type { AccountSession } from '#lib/contract/people.ts';
import { deviceOf } from '#lib/domain/people/device.ts';
import { useLastSeen } from './use-last-seen.ts';
import { useRefusal } from './use-refusal.ts';

/** Where whoever looks is signed in, and the way out everywhere else. */
export function AccountSessions() {
  const t = useTranslations('people.own.sessions');
  const loading = useTranslations('shell')('loading');
  const refusal = useRefusal();
  const timeZone = useTimeZone() ?? '';
  const client = useQueryClient();
  const sessions = useQuery(accountSessionsQuery);
  const ending = useMutation({
    mutationFn: async () => {
      await endOtherSessions();
      await client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey });
    },
  });
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0;
  return (
    <section aria-labelledby="sessions" className="flex flex-col gap-3 rounded-card border border-line p-4">
      <h2 id="sessions" className="text-title">
        {t('title')}
      </h2>
      {sessions.isPending && <p className="text-ui text-muted">{loading}</p>}
      {sessions.isError && (
        <div role="alert" className="flex flex-wrap items-center gap-3 text-ui">
          <span>{t('failed')}</span>
          <Button size="compact" onClick={() => void sessions.refetch()}>
            {t('retry')}
          </Button>
        </div>
      )}
      <ul className="divide-y divide-line-soft empty:hidden">
        {sessions.data?.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      <p role="status" className="text-ui text-accent empty:hidden">
        {ending.isSuccess ? t('ended') : ''}
      </p>
      {ending.isError && (
        <p role="alert" className="rounded-control bg-danger-soft px-3 py-2 text-ui">
          {refusal(ending.error)}
        </p>
      )}
      {others > 0 && (
        <Button className="self-start" disabled={ending.isPending} onClick={() => ending.mutate()}>
          {t('end')}
        </Button>
      )}
      <p className="text-meta text-faint">{t('zone', { timeZone })}</p>
    </section>
  );
}

function SessionRow({ session }: { session: AccountSession }) {
  const t = useTranslations('people.own');
  const format = useFormatter();
  const lastSeen = useLastSeen();
  const { current, createdAt, lastSeenAt, peer, userAgent } = session;
  const { browser, system } = deviceOf(userAgent);
  const device =
    browser !== undefined && system !== undefined
      ? t('device.both', { browser, system })
      : (browser ?? system ?? t('device.unknown'));
  const since = format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  const facts = [
    ...(peer === null ? [] : [t('sessions.from', { peer })]),
    t('sessions.since', { date: since }),
    ...(current ? [] : [t('sessions.lastSeen', { when: lastSeen(lastSeenAt) })]),
  ];
  return (
    <li className="py-2 text-ui wrap-anywhere">
      <span className="font-semibold" title={userAgent ?? undefined}>
        {device}
      </span>
      {current && (
        <span className="ml-2 rounded-[4px] bg-accent-soft px-1 text-meta text-accent">{t('sessions.this')}</span>
      )}
      <span className="block text-meta text-muted">{facts.join(' · ')}</span>
    </li>
  );
}
