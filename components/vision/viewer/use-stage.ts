import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { listenForGestures } from './gestures.ts';
import { Labels, type LabelText } from './labels.ts';
import { Stage } from './stage.ts';
import type { ViewedPicture, Zoom } from './view-data.ts';

interface Parts {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly sheet: RefObject<HTMLDivElement | null>;
  readonly labels: RefObject<HTMLDivElement | null>;
  readonly activeLabel: RefObject<HTMLDivElement | null>;
}

interface StageOptions {
  readonly parts: Parts;
  readonly picture: ViewedPicture;
  readonly coordinates: ImageSize;
  readonly texts: readonly LabelText[];
}

/** Puts a picture on its stage and labels on the picture, for as long as both are the same. */
export function useStage({ parts, picture, coordinates, texts }: StageOptions) {
  const { scroller, sheet, labels: holder, activeLabel } = parts;
  const stage = useRef<Stage>(undefined);
  const labels = useRef<Labels>(undefined);
  const shown = useRef<ImageSize>({ width: 1, height: 1 });
  const [zoom, setZoom] = useState<Zoom>({ scale: 1, isFit: true });
  const [hiddenLabels, setHiddenLabels] = useState(0);
  const { src, widthPx, heightPx } = picture;

  useLayoutEffect(() => {
    if (holder.current === null || activeLabel.current === null) return;
    labels.current = new Labels({ holder: holder.current, active: activeLabel.current, texts, coordinates });
    setHiddenLabels(labels.current.layOut(shown.current));
    return () => {
      labels.current = undefined;
    };
  }, [holder, activeLabel, texts, coordinates]);

  useLayoutEffect(() => {
    if (scroller.current === null || sheet.current === null || src === '') return;
    const listening = new AbortController();
    const made = new Stage({
      scroller: scroller.current,
      sheet: sheet.current,
      picture: { width: widthPx, height: heightPx },
      onZoom: (now, size) => {
        const isSame = size.width === shown.current.width && size.height === shown.current.height;
        shown.current = size;
        setZoom((before) => (before.scale === now.scale && before.isFit === now.isFit ? before : now));
        if (!isSame && labels.current !== undefined) setHiddenLabels(labels.current.layOut(size));
      },
    });
    stage.current = made;
    listenForGestures({ scroller: scroller.current, stage: made, signal: listening.signal });
    return () => {
      listening.abort();
      made.destroy();
      stage.current = undefined;
    };
  }, [scroller, sheet, src, widthPx, heightPx]);

  return { stage, labels, shown, zoom, hiddenLabels };
}
