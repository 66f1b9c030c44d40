'use client';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Finding } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { readingRows } from '#lib/domain/vision/reading-order.ts';
import { zoomKey } from '#lib/domain/vision/zoom.ts';
import { Boxes, Highlight } from './boxes.tsx';
import { ActiveLabel, LabelLayer } from './label-layer.tsx';
import { onScreen } from './labels.ts';
import { TextLayer } from './text-layer.tsx';
import { Tools } from './tools.tsx';
import { useFindingWords } from './use-finding-words.ts';
import { usePointing } from './use-pointing.ts';
import { useStage } from './use-stage.ts';
import { isPlaced, type ViewedPicture } from './view-data.ts';

export interface PictureViewerProps {
  picture: ViewedPicture;
  /** The size in which boxes are counted. */
  coordinates: ImageSize;
  /** Those that are to be seen. */
  findings: readonly Finding[];
  /** Whoever is pointed at, here or in a list beside it. */
  active: string | undefined;
  onActive: (id: string | undefined) => void;
  onPick?: (id: string) => void;
  /** Further tools. */
  children?: ReactNode;
}

/** Whoever has no pointer scrolls by the arrows, as in every view that scrolls. */
const SCROLLS = { tabIndex: 0 };

/** A picture with what was found in it: zoomed, panned, and read by pointer, finger and keyboard. */
export function PictureViewer(props: PictureViewerProps) {
  const { picture, coordinates, findings, active, onActive, onPick, children } = props;
  const t = useTranslations('vision-viewer');
  const words = useFindingWords();
  const scroller = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const activeLabel = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [selectsText, setSelectsText] = useState(false);

  const { width, height } = coordinates;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const placed = useMemo(() => readingRows(findings.filter(isPlaced)).flat(), [findings]);
  const texts = useMemo(() => placed.map((finding) => ({ finding, text: words.short(finding) })), [placed, words]);
  const hasText = placed.some(({ layer }) => layer === 'text');

  const parts = { scroller, sheet, image, labels: holder, activeLabel };
  const { stage, labels, shown, zoom, hiddenLabels } = useStage({ parts, picture, coordinates: size, texts });
  const pointing = usePointing({ list, scroller, stage, shown, findings: placed, coordinates: size, onActive, onPick });
  const { pointed, elementOf, listProps, sheetProps } = pointing;
  const now = texts.find(({ finding }) => finding.id === active);

  useEffect(() => {
    labels.current?.show(now?.finding.id);
    if (now === undefined) return;
    const element = elementOf(now.finding.id);
    element?.setAttribute('aria-selected', 'true');
    // What the pointer is on is in view.
    if (pointed.current !== now.finding.id) stage.current?.reveal(onScreen(now.finding.box, size, shown.current));
    return () => element?.setAttribute('aria-selected', 'false');
  }, [now, size, labels, elementOf, pointed, stage, shown]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const asked = zoomKey(event.key);
    const isTyping =
      event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null;
    if (asked === undefined || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (asked === 'fit') stage.current?.fit();
    else stage.current?.step(asked);
  };

  return (
    <section aria-label={t('viewer')} onKeyDown={onKeyDown} className="flex size-full min-h-0 flex-col">
      <section
        ref={scroller}
        aria-label={t('picture', { name: picture.name })}
        {...SCROLLS}
        className="relative min-h-0 grow touch-pan-x touch-pan-y overflow-auto overscroll-contain bg-bg -outline-offset-2 data-dragging:cursor-grabbing"
      >
        <div ref={sheet} {...(selectsText ? {} : sheetProps)} className="relative">
          <img
            ref={image}
            src={picture.src}
            alt={picture.name}
            draggable={false}
            className="absolute inset-0 size-full max-w-none select-none"
          />
          <Boxes list={list} findings={placed} coordinates={size} words={words} {...listProps} />
          <LabelLayer holder={holder} texts={texts} />
          {now !== undefined && <Highlight finding={now.finding} coordinates={size} />}
          <ActiveLabel holder={activeLabel} text={now} />
          {selectsText && hasText && <TextLayer findings={placed} coordinates={size} />}
        </div>
      </section>
      <Tools
        zoom={zoom}
        onStep={(direction) => stage.current?.step(direction)}
        onChoose={(scale) => (scale === undefined ? stage.current?.fit() : stage.current?.zoomTo(scale))}
        selectsText={hasText ? selectsText : undefined}
        onSelectText={setSelectsText}
      >
        {children}
        {hiddenLabels > 0 && (
          <span className="ml-auto truncate text-meta text-faint">{t('hiddenLabels', { count: hiddenLabels })}</span>
        )}
      </Tools>
    </section>
  );
}
