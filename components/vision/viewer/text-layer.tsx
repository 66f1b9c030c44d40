'use client';
import { type ClipboardEvent, memo, useMemo } from 'react';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { gapBetween, readingRows } from '#lib/domain/vision/reading-order.ts';
import type { PlacedFinding } from './view-data.ts';

/** Letters are set in this size and stretched to their box: engines have a smallest size of their own. */
const FONT_PX = 20;

interface TextLayerProps {
  findings: readonly PlacedFinding[];
  coordinates: ImageSize;
}

/** What is written in the picture, where it is written there, to be selected and copied in the order of reading. */
export const TextLayer = memo(function WrittenText({ findings, coordinates }: TextLayerProps) {
  const rows = useMemo(() => readingRows(findings.filter(({ layer }) => layer === 'text')), [findings]);
  const widthOf = useMemo(measure, []);
  const { width, height } = coordinates;
  return (
    <div
      data-selectable
      onCopy={copyRows}
      className="absolute top-0 left-0 origin-top-left cursor-text overflow-hidden text-transparent select-text"
      style={{
        width,
        height,
        fontSize: FONT_PX,
        lineHeight: `${FONT_PX}px`,
        transform: `scale(calc(var(--shown-width) / ${width}), calc(var(--shown-height) / ${height}))`,
      }}
    >
      {rows.map((row) => (
        <div key={row[0]?.id} data-row>
          {row.map(({ id, label, box }) => (
            <span
              key={id}
              data-text
              className="absolute origin-top-left whitespace-pre"
              style={{
                left: box.x,
                top: box.y,
                transform: `scale(${box.width / widthOf(label)}, ${box.height / FONT_PX})`,
              }}
            >
              {label}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
});

function measure(): (text: string) => number {
  if (typeof document === 'undefined') return (text) => Math.max(1, text.length * FONT_PX);
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = `${FONT_PX}px ${getComputedStyle(document.documentElement).fontFamily}`;
  return (text) => Math.max(1, context?.measureText(text).width ?? text.length * FONT_PX);
}

/** Engines part what is placed by itself with line breaks of their own. */
function copyRows(event: ClipboardEvent<HTMLElement>): void {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const rows = [...event.currentTarget.querySelectorAll('[data-row]')].map((row) =>
    [...row.querySelectorAll('[data-text]')].map((piece) => selectedOf(piece, range)).filter((text) => text !== ''),
  );
  const lines = rows
    .filter((row) => row.length > 0)
    .map((row) => row.reduce((line, piece) => line + gapBetween(line, piece) + piece));
  event.clipboardData.setData('text/plain', lines.join('\n'));
  event.preventDefault();
}

function selectedOf(piece: Element, range: Range): string {
  const text = piece.firstChild;
  if (text === null || !range.intersectsNode(text)) return '';
  const words = text.textContent ?? '';
  const start = text === range.startContainer ? range.startOffset : 0;
  return words.slice(start, text === range.endContainer ? range.endOffset : words.length);
}
