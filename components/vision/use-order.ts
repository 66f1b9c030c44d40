'use client';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { tell } from '#lib/client/notice.ts';
import { fetchExample } from '#lib/client/vision/example.ts';
import { addPictures, type Order } from '#lib/client/vision/queue.ts';
import type { VisionExample } from '#lib/domain/vision/examples.ts';
import type { VisionView } from '#lib/domain/vision/vision-view.ts';

/** What is wished for as the page stands, and the ways in for pictures that are analysed so. */
export function useOrder({ features, model, sidePx }: VisionView) {
  const t = useTranslations('vision.examples');
  const order: Order = useMemo(() => ({ features, model, sidePx }), [features, model, sidePx]);
  const add = useCallback((files: readonly File[]) => addPictures(files, order), [order]);
  const addExample = async (example: VisionExample) => {
    const file = await fetchExample(example).catch(() => undefined);
    if (file === undefined) tell(t('failed'));
    else add([file]);
  };
  return { order, add, addExample };
}
