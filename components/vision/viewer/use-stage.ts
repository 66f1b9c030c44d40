import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { listenForGestures } from './gestures.ts';
import { Labels, type LabelText } from './labels.ts';
import { Stage } from './stage.ts';
import type { ViewedPicture, Zoom } from './view-data.ts';

/** Zooms that come faster are steps of one. */
const REST_MS = 120;

interface Parts {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly sheet: RefObject<HTMLDivElement | null>;
  readonly image: RefObject<HTMLImageElement | null>;
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
  const { scroller, sheet, image, labels: holder, activeLabel } = parts;
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
    if (scroller.current === null || sheet.current === null || image.current === null || src === '') return;
    const listening = new AbortController();
    let laying: ReturnType<typeof setTimeout> | undefined;
    let lastMs = Number.NEGATIVE_INFINITY;
    const layOut = (size: ImageSize) => {
      if (labels.current !== undefined) setHiddenLabels(labels.current.layOut(size));
    };
    const made = new Stage({
      scroller: scroller.current,
      sheet: sheet.current,
      image: image.current,
      picture: { width: widthPx, height: heightPx },
      onZoom: (now, size) => {
        const isSame = size.width === shown.current.width && size.height === shown.current.height;
        shown.current = size;
        setZoom((before) => (before.scale === now.scale && before.isFit === now.isFit ? before : now));
        if (isSame) return;
        clearTimeout(laying);
        // Step after step they go along with the picture, and find their places where it comes to rest.
        const nowMs = performance.now();
        if (nowMs - lastMs < REST_MS) laying = setTimeout(() => layOut(size), REST_MS);
        else layOut(size);
        lastMs = nowMs;
      },
    });
    stage.current = made;
    listenForGestures({ scroller: scroller.current, stage: made, signal: listening.signal });
    return () => {
      listening.abort();
      clearTimeout(laying);
      made.destroy();
      stage.current = undefined;
    };
  }, [scroller, sheet, image, src, widthPx, heightPx]);

  return { stage, labels, shown, zoom, hiddenLabels };
}
