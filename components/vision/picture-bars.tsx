'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { FoundColor, FoundLabel } from '#lib/domain/vision/findings.ts';
import { isSure } from '#lib/domain/vision/vision-view.ts';
import { useLabelName } from './use-label-name.ts';

/** What the picture as a whole shows, below it. */
export function LabelBar({ labels, minPercent }: { labels: readonly FoundLabel[]; minPercent: number }) {
  const t = useTranslations('vision.layers');
  const nameOf = useLabelName();
  const sure = labels.filter(({ confidence }) => isSure(confidence, minPercent));
  if (sure.length === 0) return null;
  return (
    <ul
      aria-label={t('labels')}
      className="flex shrink-0 gap-1.5 overflow-x-auto border-t border-line bg-bg px-3 py-1.5"
    >
      {sure.map(({ id, label }) => (
        <li key={id} className="shrink-0 rounded-full bg-hover px-2 py-0.5 text-meta">
          {nameOf(label)}
        </li>
      ))}
    </ul>
  );
}

/** The main colours as a bar, each as wide as its share. */
export function ColorBar({ colors }: { colors: readonly FoundColor[] }) {
  const format = useFormatter();
  if (colors.length === 0) return null;
  return (
    <div aria-hidden className="flex h-3 shrink-0">
      {colors.map(({ id, hex, ratio }) => (
        <span
          key={id}
          title={ratio === undefined ? hex : `${hex} · ${format.number(ratio, { style: 'percent' })}`}
          style={{ backgroundColor: hex, flexGrow: ratio ?? 1 / colors.length }}
        />
      ))}
    </div>
  );
}
