'use client';
import { ChevronDown, KeyRound, Layers, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Gauge } from '#components/ui/charts/gauge.tsx';
import type { LimitGauge } from '#lib/contract/limit-watch.ts';
import { REFUSAL_KINDS } from '#lib/contract/limits.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { LimitWords } from './use-limit-words.ts';

const ICONS = { key: KeyRound, owner: User, plan: Layers } as const;

interface SubjectCardProps {
  /** All of one subject’s. */
  gauges: readonly LimitGauge[];
  words: LimitWords;
  nowMs: number;
  isOpen: boolean;
  /** Absent: its course is not for whoever looks. */
  onToggle: (() => void) | undefined;
  /** Its course. */
  children: ReactNode;
}

/** Whom limits hold, and how far each of them is used up. */
export function SubjectCard({ gauges, words, nowMs, isOpen, onToggle, children }: SubjectCardProps) {
  const t = useTranslations('limits.card');
  const id = useId();
  const [first] = gauges;
  if (first === undefined) return null;
  const Icon = ICONS[first.scope];
  const who = words.who(first);
  return (
    <article aria-labelledby={id} className="flex h-full flex-col gap-4 rounded-card border border-line bg-panel p-4">
      <header className="flex items-start gap-2.5">
        <Icon size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-0 grow">
          <h3 id={id} className="text-ui font-semibold wrap-anywhere">
            {who}
          </h3>
          <p className="text-meta text-muted wrap-anywhere">{t(`about.${first.scope}`, aboutOf(first))}</p>
        </div>
        {onToggle !== undefined && (
          <Button
            look="quiet"
            size="compact"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? 'closeOf' : 'openOf', { who })}
            onClick={onToggle}
          >
            {t(isOpen ? 'close' : 'open')}
            <ChevronDown size={14} strokeWidth={1.5} aria-hidden className={classNames(isOpen && 'rotate-180')} />
          </Button>
        )}
      </header>
      <div className={classNames('grid gap-4', isOpen && 'md:grid-cols-2 lg:grid-cols-3')}>
        {gauges.map((gauge) => (
          <OneLimit key={gauge.id} {...{ gauge, words, nowMs }} />
        ))}
      </div>
      <Refused gauge={first} />
      {isOpen && children}
    </article>
  );
}

const aboutOf = ({ person, plan }: LimitGauge) => ({
  person: person?.name ?? person?.id ?? '',
  plan: plan.name ?? plan.id,
});

function OneLimit({ gauge, words, nowMs }: { gauge: LimitGauge; words: LimitWords; nowMs: number }) {
  const { words: time, sure } = words.time(gauge, nowMs);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Gauge
        label={words.kind(gauge)}
        used={gauge.used}
        reserved={gauge.reserved}
        limit={gauge.limit}
        format={(value) => words.amount(gauge.kind, value)}
      />
      <p className="text-meta tabular-nums">{time}</p>
      {sure !== undefined && <p className="text-meta text-muted tabular-nums">{sure}</p>}
      <p className="text-meta text-faint tabular-nums">{words.reset(gauge, nowMs)}</p>
    </div>
  );
}

/** What found no room in the last hour; nothing where everything did. */
function Refused({ gauge: { refused } }: { gauge: LimitGauge }) {
  const t = useTranslations('limits');
  const some = REFUSAL_KINDS.filter((kind) => (refused[kind] ?? 0) > 0);
  if (some.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-meta text-danger tabular-nums">
      <span>{t('card.refused')}</span>
      {some.map((kind) => (
        <span key={kind}>{t('card.refusedKind', { kind: t(`refused.kinds.${kind}`), count: refused[kind] ?? 0 })}</span>
      ))}
    </p>
  );
}
