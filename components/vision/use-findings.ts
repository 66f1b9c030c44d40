'use client';
import { useMemo } from 'react';
import { shownRun, type VisionPicture, type VisionRun } from '#lib/client/vision/picture.ts';
import { coordinatesOf, type Findings, readFindings } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';

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
    return { run, coordinates: coordinatesOf(run.answer, size), findings: readFindings(run.answer, size) };
  }, [run, size]);
}
