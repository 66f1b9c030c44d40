'use client';
import { Crosshair } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { memo, useEffect, useRef } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { point, pointAway, pointOver, useActive } from '#lib/client/vision/active.ts';
import type { Finding } from '#lib/domain/vision/findings.ts';
import { useLabelName } from './use-label-name.ts';

interface FindingListProps {
  findings: readonly Finding[];
  /** Lines of writing, in reading order: what is selected and copied is their text alone. */
  isText?: boolean;
}

/** What was found of a kind; what is pointed at here is shown on the picture, and the other way round. */
export function FindingList({ findings, isText = false }: FindingListProps) {
  return (
    <ol className="flex flex-col">
      {findings.map((finding, index) => (
        <Row key={finding.id} finding={finding} number={index + 1} isText={isText} />
      ))}
    </ol>
  );
}

interface RowProps {
  finding: Finding;
  number: number;
  isText: boolean;
}

const Row = memo(function FindingRow({ finding, number, isText }: RowProps) {
  const t = useTranslations('vision.results');
  const format = useFormatter();
  const nameOf = useLabelName();
  const ref = useRef<HTMLLIElement>(null);
  const { id, label, layer, confidence, box } = finding;
  const isActive = useActive((state) => state.id === id);
  const isSought = useActive((state) => state.id === id && state.from === 'picture');
  useEffect(() => {
    if (isSought) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isSought]);
  const name = isText ? label : layer === 'faces' ? t('face', { number }) : nameOf(label) || t('unnamed', { number });
  return (
    // Pointing is a second way to what the button does.
    <li
      ref={ref}
      data-active={isActive || undefined}
      onPointerMove={() => pointOver(id)}
      onPointerLeave={() => pointAway(id)}
      className="flex min-h-8 items-center gap-2 pr-2 pl-4 data-active:bg-accent-soft pointer-coarse:min-h-11"
    >
      <span className="min-w-0 grow py-1 text-ui wrap-anywhere">{name}</span>
      {confidence !== undefined && (
        <span className="shrink-0 text-meta text-muted tabular-nums select-none">
          {format.number(confidence, { style: 'percent' })}
        </span>
      )}
      {box !== undefined && (
        <IconButton
          compact
          label={t('locate', { name })}
          onFocus={() => point(id, 'list')}
          onBlur={() => pointAway(id)}
          onClick={() => point(id, 'list')}
        >
          <Crosshair size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      )}
    </li>
  );
});
