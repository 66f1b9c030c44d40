'use client';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { useAddressView } from '#components/ui/use-address-view.ts';
import type { FollowState, LimitsNow } from '#lib/client/limits.ts';
import { FIRST_LIMITS_VIEW, groupGauges, parseLimitsView, toLimitsQuery } from '#lib/domain/limits/limits-view.ts';
import { classNames } from '#lib/std/class-names.ts';
import { FirstLimit } from './first-limit.tsx';
import { LimitCourse } from './limit-course.tsx';
import { LimitsFilters } from './limits-filters.tsx';
import { RefusalStrip } from './refusal-strip.tsx';
import { SubjectCard } from './subject-card.tsx';
import { UpstreamList } from './upstream-list.tsx';
import { useLimitWords } from './use-limit-words.ts';
import { useLimits } from './use-limits.ts';
import { useServerNow } from './use-server-now.ts';

const ADDRESS = { parse: parseLimitsView, format: toLimitsQuery };

/** What whoever looks may do beside looking. */
export interface LimitsRights {
  /** Sees the calls of others too. */
  readonly seesOthers: boolean;
  /** Changes plans and keys. */
  readonly administers: boolean;
}

export function LimitsPage({ rights }: { rights: LimitsRights }) {
  const t = useTranslations('limits');
  const loading = useTranslations('shell')('loading');
  const { limits, state } = useLimits();
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={t(rights.seesOthers ? 'intro' : 'introOwn')}>
          <LiveMark state={state} />
        </PageHead>
        {limits === undefined ? (
          <p role="status" className="text-ui text-muted">
            {state === 'gone' ? t('live.failed') : loading}
          </p>
        ) : (
          <Board limits={limits} rights={rights} />
        )}
      </div>
    </div>
  );
}

function LiveMark({ state }: { state: FollowState | 'connecting' }) {
  const t = useTranslations('limits.live');
  return (
    <p role="status" className="flex items-center gap-2 text-meta text-muted">
      <span
        aria-hidden
        className={classNames('size-2 rounded-full', state === 'live' ? 'bg-accent' : 'border border-line-control')}
      />
      {t(state)}
    </p>
  );
}

function Board({ limits, rights }: { limits: LimitsNow; rights: LimitsRights }) {
  const t = useTranslations('limits');
  const [view, change] = useAddressView(ADDRESS);
  const words = useLimitWords(limits);
  const nowMs = useServerNow(limits.aheadMs);
  const groups = groupGauges(limits.gauges, view);
  const first = limits.gauges.find(({ id }) => id === limits.first);
  const isFiltered = view.scope !== undefined || view.search !== '';
  return (
    <>
      <FirstLimit gauge={first} words={words} nowMs={nowMs} onOpen={({ subject, kind }) => change({ subject, kind })} />
      <RefusalStrip refused={limits.refused} nowMs={nowMs} />
      <section aria-labelledby="limits-all" className="flex flex-col gap-3">
        <h2 id="limits-all" className="text-title">
          {t('all')}
        </h2>
        {limits.gauges.length > 0 && <LimitsFilters view={view} onChange={change} />}
        {groups.length === 0 && (
          <EmptyList
            title={t('empty.title')}
            body={t('empty.body')}
            filtered={
              isFiltered
                ? {
                    ...{ title: t('empty.filtered'), clear: t('filters.clear') },
                    onClear: () => change({ scope: FIRST_LIMITS_VIEW.scope, search: '' }),
                  }
                : undefined
            }
          >
            {rights.administers && <ButtonLink href="/plans">{t('empty.plans')}</ButtonLink>}
          </EmptyList>
        )}
        <ul className="grid gap-3 md:grid-cols-2">
          {groups.map(({ subject, gauges }) => {
            const isOpen = view.subject === subject;
            return (
              <li key={subject} className={classNames('flex flex-col gap-3', isOpen && 'md:col-span-2')}>
                <SubjectCard
                  {...{ gauges, words, nowMs, isOpen }}
                  // What everybody on a plan uses is for those who see everybody’s calls.
                  onToggle={
                    rights.seesOthers || gauges[0]?.scope !== 'plan'
                      ? () => change({ subject: isOpen ? undefined : subject, kind: undefined })
                      : undefined
                  }
                >
                  <LimitCourse {...{ gauges, words, view, rights }} timeZone={limits.timeZone} onChange={change} />
                </SubjectCard>
              </li>
            );
          })}
        </ul>
      </section>
      {rights.seesOthers && <UpstreamList upstreams={limits.upstreams} words={words} nowMs={nowMs} />}
    </>
  );
}
