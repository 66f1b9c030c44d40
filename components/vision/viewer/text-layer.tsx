'use client';
import { type ClipboardEvent, memo, useMemo } from 'react';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { gapBetween, readingRows } from '#lib/domain/vision/reading-order.ts';
import type { PlacedFinding } from './view-data.ts';

/** Of a line's height: where its letters stand, and how large they are. */
const BASELINE = 0.8;

interface TextLayerProps {
  findings: readonly PlacedFinding[];
  coordinates: ImageSize;
}

/** What is written in the picture, where it is written there, to be selected and copied in the order of reading. */
export const TextLayer = memo(function WrittenText({ findings, coordinates }: TextLayerProps) {
  const rows = useMemo(() => readingRows(findings.filter(({ layer }) => layer === 'text')), [findings]);
  const { width, height } = coordinates;
  return (
    // Its words are the boxes' names already.
    <svg
      aria-hidden
      data-selectable
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      onCopy={copyRows}
      className="absolute inset-0 size-full cursor-text select-text"
    >
      {rows.map((row) => (
        <g key={row[0]?.id} data-row>
          {row.map(({ id, label, box }) => (
            <text
              key={id}
              data-text
              x={box.x}
              y={box.y + BASELINE * box.height}
              fontSize={BASELINE * box.height}
              textLength={box.width}
              lengthAdjust="spacingAndGlyphs"
              fill="transparent"
              className="whitespace-pre"
            >
              {label}
            </text>
          ))}
        </g>
      ))}
    </svg>
  );
});

/** Engines part what is placed by itself with line breaks of their own. */
function copyRows(event: ClipboardEvent<SVGSVGElement>): void {
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
