'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { KeyRecent } from '#lib/contract/key-use.ts';
import { classNames } from '#lib/std/class-names.ts';
import { CallsTable } from './calls-table.tsx';
import { HourChart } from './hour-chart.tsx';
import { HoursTable } from './hours-table.tsx';
import { KindsTable } from './kinds-table.tsx';
import { useWords } from './use-words.ts';

interface RecentProps {
  recent: KeyRecent;
  /** Asks for it again. */
  refresh: ReactNode;
}

/** What was done with a key in the last 24 hours. */
export function Recent({ recent, refresh }: RecentProps) {
  const t = useTranslations('keys.detail');
  const format = useFormatter();
  const { startsAt, timeZone, currency, totals, hours, kinds, calls } = recent;
  const since = format.dateTime(new Date(startsAt), { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 text-ui text-muted">
        <p>{t('since', { since, timeZone })}</p>
        {refresh}
      </div>
      {totals.requests === 0 ? (
        <p className="rounded-card border border-line p-6 text-ui text-muted">{t('none')}</p>
      ) : (
        <>
          <Totals recent={recent} />
          <Section title={t('hours.title')}>
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <HourChart hours={hours} timeZone={timeZone} />
              <HoursTable hours={hours} timeZone={timeZone} currency={currency} />
            </div>
          </Section>
          <Section title={t('kinds.title')}>
            <KindsTable kinds={kinds} total={totals.requests} currency={currency} />
          </Section>
          <Section title={t('calls.title')}>
            <CallsTable calls={calls} timeZone={timeZone} />
          </Section>
        </>
      )}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="text-ui">{title}</h2>
      {children}
    </section>
  );
}

function Totals({ recent: { totals, currency, timeZone, firstCallAt, lastCallAt } }: { recent: KeyRecent }) {
  const t = useTranslations('keys.detail.sums');
  const format = useFormatter();
  const words = useWords(currency);
  const instant = (at: string) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const { requests, refused, failed, tokens } = totals;
  const facts = [
    { name: t('requests'), value: format.number(requests) },
    { name: t('refused'), value: format.number(refused), bad: refused > 0 },
    { name: t('failed'), value: format.number(failed), bad: failed > 0 },
    { name: t('tokens'), value: format.number(tokens) },
    { name: t('cost'), value: words.cost(totals) },
    ...(firstCallAt === null ? [] : [{ name: t('first'), value: instant(firstCallAt) }]),
    ...(lastCallAt === null ? [] : [{ name: t('last'), value: instant(lastCallAt) }]),
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {facts.map(({ name, value, bad = false }) => (
        <div key={name}>
          <dt className="text-meta text-muted">{name}</dt>
          <dd className={classNames('text-ui font-semibold tabular-nums', bad && 'text-danger')}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
