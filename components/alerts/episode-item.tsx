'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Delivery, Episode } from '#lib/contract/alerts.ts';
import { pathBehind } from '#lib/domain/alerts/behind.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { AlertWords } from './use-alert-words.ts';

/** One alert from its beginning to its end, and who was told. */
export function EpisodeItem({ episode, words }: { episode: Episode; words: AlertWords }) {
  const t = useTranslations('alerts.history');
  const { rule, scopeName, openedAt, closedAt, closedBy, openingValue, worstValue, about, deliveries } = episode;
  const { metric } = rule;
  const goesOn = closedAt === null;
  return (
    <article className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="text-ui font-semibold wrap-anywhere">{rule.name}</h3>
        <span
          className={classNames(
            'rounded-control px-1.5 py-px text-meta',
            goesOn ? 'bg-danger-soft font-semibold text-danger' : 'border border-line text-muted',
          )}
        >
          {closedBy === null ? t('goesOn') : t(`endings.${closedBy}`)}
        </span>
        <span className="text-meta text-muted tabular-nums">
          {goesOn
            ? t('since', { time: words.time(openedAt) })
            : t('lasted', { time: words.time(openedAt), duration: words.duration(openedAt, closedAt) })}
        </span>
      </div>
      <p className="mt-0.5 text-meta wrap-anywhere text-muted">
        {[
          words.condition(rule),
          about === null ? words.named(rule.scope, scopeName) : words.about(about),
          t('opening', { value: words.value(metric, openingValue) }),
          ...(worstValue > openingValue ? [t('worst', { value: words.value(metric, worstValue) })] : []),
        ].join(' · ')}
      </p>
      <Link
        href={pathBehind(episode)}
        className="mt-1 inline-block text-meta text-accent underline underline-offset-2 pointer-coarse:py-2"
      >
        {t(`behind.${metric}`)}
      </Link>
      <Deliveries deliveries={deliveries} words={words} />
    </article>
  );
}

function Deliveries({ deliveries, words }: { deliveries: readonly Delivery[]; words: AlertWords }) {
  const t = useTranslations('alerts.history');
  if (deliveries.length === 0) return <p className="mt-1 text-meta text-faint">{t('noDeliveries')}</p>;
  const troubled = deliveries.filter(({ lastFailure, state }) => lastFailure !== null && state !== 'delivered').length;
  return (
    // What troubles somebody stands open.
    <details className="mt-1 text-meta" open={troubled > 0}>
      <summary className="w-fit rounded-control text-muted pointer-coarse:py-2">
        {t('deliveries', { count: deliveries.length })}
        {troubled > 0 && <span className="text-danger"> · {t('troubled', { count: troubled })}</span>}
      </summary>
      <ul className="mt-1 flex flex-col gap-1">
        {deliveries.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} words={words} />
        ))}
      </ul>
    </details>
  );
}

const COLOURS = {
  pending: 'text-warning',
  delivered: 'text-accent',
  failed: 'text-danger',
  cancelled: 'text-muted',
} as const;

function DeliveryLine({ delivery, words }: { delivery: Delivery; words: AlertWords }) {
  const t = useTranslations('alerts');
  const { kind, webhookName, form, state, attempts, lastAttemptAt, nextAttemptAt, lastStatus, lastFailure } = delivery;
  const isWaiting = state === 'pending' && lastAttemptAt === null;
  const facts = [
    ...(attempts > 0 ? [t('deliveries.attempts', { count: attempts })] : []),
    ...(lastAttemptAt === null ? [] : [words.time(lastAttemptAt)]),
    ...(lastFailure === null ? [] : [words.failure(lastFailure, lastStatus)]),
    ...(nextAttemptAt === null || isWaiting ? [] : [t('deliveries.next', { time: words.time(nextAttemptAt) })]),
  ];
  return (
    <li className="flex flex-wrap gap-x-2 wrap-anywhere">
      <span>{t(`deliveries.kinds.${kind}`)}</span>
      <span className="text-muted">{t('deliveries.to', { name: webhookName, form: t(`webhooks.forms.${form}`) })}</span>
      <span className={COLOURS[state]}>{isWaiting ? t('deliveries.first') : t(`deliveries.states.${state}`)}</span>
      {facts.length > 0 && <span className="text-muted tabular-nums">{facts.join(' · ')}</span>}
    </li>
  );
}
