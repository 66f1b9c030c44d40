'use client';
import { useTranslations } from 'next-intl';
import type { UpstreamLimit, UpstreamLimits } from '#lib/contract/limit-watch.ts';
import type { LimitWords } from './use-limit-words.ts';

interface UpstreamListProps {
  upstreams: readonly UpstreamLimits[];
  words: LimitWords;
  nowMs: number;
}

/** What upstreams say of their own limits: as their last answer told it, and no guess where it told nothing. */
export function UpstreamList({ upstreams, words, nowMs }: UpstreamListProps) {
  const t = useTranslations('limits.upstreams');
  return (
    <section aria-labelledby="limits-upstreams" className="flex flex-col gap-3">
      <div>
        <h2 id="limits-upstreams" className="text-title">
          {t('title')}
        </h2>
        <p className="mt-1 max-w-prose text-meta text-muted">{t(upstreams.length === 0 ? 'none' : 'intro')}</p>
      </div>
      <ul className="grid gap-3 md:grid-cols-2">
        {upstreams.map(({ upstream, observedAt, requests, tokens }) => (
          <li key={upstream} className="flex flex-col gap-2 rounded-card border border-line bg-panel p-4">
            <h3 className="text-ui font-semibold wrap-anywhere">{upstream}</h3>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-ui">
              <dt className="text-muted">{t('requests')}</dt>
              <dd>
                <Left kind="requests" of={requests} words={words} nowMs={nowMs} />
              </dd>
              <dt className="text-muted">{t('tokens')}</dt>
              <dd>
                <Left kind="tokens" of={tokens} words={words} nowMs={nowMs} />
              </dd>
              <dt className="text-muted">{t('observed')}</dt>
              <dd className="tabular-nums">
                {observedAt === null ? t('never') : t('ago', { span: words.span(nowMs - Date.parse(observedAt)) })}
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LeftProps {
  kind: 'requests' | 'tokens';
  of: UpstreamLimit;
  words: LimitWords;
  nowMs: number;
}

function Left({ kind, of: { limit, remaining, resetsAt }, words, nowMs }: LeftProps) {
  const t = useTranslations('limits.upstreams');
  const figure = (value: number | null) => (value === null ? t('unknown') : words.amount(kind, value));
  if (limit === null && remaining === null) return <span className="text-muted">{t('unknown')}</span>;
  return (
    <>
      <span className="block tabular-nums">{t('left', { remaining: figure(remaining), limit: figure(limit) })}</span>
      <span className="block text-meta text-muted tabular-nums">
        {resetsAt === null
          ? t('resetUnknown')
          : Date.parse(resetsAt) <= nowMs
            ? t('resetPast', { at: words.moment(resetsAt, nowMs) })
            : t('resets', { at: words.moment(resetsAt, nowMs) })}
      </span>
    </>
  );
}
