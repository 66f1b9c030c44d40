'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Finding } from '#lib/domain/vision/findings.ts';

export interface FindingWords {
  /** What stands on its label. */
  readonly short: (finding: Finding) => string;
  /** What it is, how sure that is, and where: for those who do not see it. */
  readonly full: (finding: Finding) => string;
}

/** Findings in words, as the picture has them and as an annotated copy of it does. */
export function useFindingWords(): FindingWords {
  const t = useTranslations('vision-viewer');
  const format = useFormatter();
  return useMemo(() => {
    const percent = (share: number) => format.number(share, { style: 'percent' });
    const nameOf = ({ layer, label }: Finding) => (label === '' ? t(layer === 'faces' ? 'face' : 'nameless') : label);
    const short = (finding: Finding) => {
      const { layer, confidence } = finding;
      const name = nameOf(finding);
      // What is written is long enough by itself.
      return confidence === undefined || layer === 'text'
        ? name
        : t('short', { name, confidence: percent(confidence) });
    };
    const full = (finding: Finding) => {
      const { layer, confidence, box } = finding;
      const bare = t('name', { layer, label: nameOf(finding) });
      const name = confidence === undefined ? bare : t('sure', { name: bare, confidence: percent(confidence) });
      if (box === undefined) return name;
      const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((side) =>
        format.number(side, { maximumFractionDigits: 0, useGrouping: false }),
      );
      return t('at', { name, x: x ?? '', y: y ?? '', width: width ?? '', height: height ?? '' });
    };
    return { short, full };
  }, [t, format]);
}
