'use client';
import { useMemo } from 'react';
import { shownRun, type VisionPicture, type VisionRun } from '#lib/client/vision/picture.ts';
import { type Findings, readFindings } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { isRecord } from '#lib/std/is-record.ts';

export interface Seen {
  readonly run: VisionRun;
  readonly findings: Findings;
  /** In which boxes count: the server may have measured the picture otherwise than it was sent. */
  readonly coordinates: ImageSize;
}

/** What the shown answer of a picture says; undefined before there is one. */
export function useFindings(picture: VisionPicture): Seen | undefined {
  const run = shownRun(picture);
  const size = picture.prepared?.size;
  return useMemo(() => {
    if (run === undefined || size === undefined) return;
    const coordinates = sizeIn(run.answer) ?? size;
    return { run, coordinates, findings: readFindings(run.answer, coordinates) };
  }, [run, size]);
}

function sizeIn(answer: unknown): ImageSize | undefined {
  if (!isRecord(answer) || !isRecord(answer.image)) return undefined;
  const { width, height } = answer.image;
  return isSide(width) && isSide(height) ? { width, height } : undefined;
}

const isSide = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
