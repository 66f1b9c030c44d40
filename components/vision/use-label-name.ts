'use client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { NAMED_LABELS } from '#lib/domain/vision/named-labels.ts';

/** @returns the name of a kind of thing in the page's language; what has none here stays as the server said it */
export function useLabelName(): (label: string) => string {
  const t = useTranslations('vision-names');
  return useCallback(
    (label) => {
      const named = NAMED_LABELS.find((known) => known === label.toLowerCase());
      return named === undefined ? label : t(named);
    },
    [t],
  );
}
