import type { Finding } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { type AnnotateRequest, parseAnnotateAnswer } from './annotate-protocol.ts';

export interface Annotation {
  readonly findings: readonly Finding[];
  /** In which their boxes are counted. */
  readonly coordinates: ImageSize;
  /** What is written on a label; its own words and its confidence when absent. */
  readonly textOf?: (finding: Finding) => string;
}

/** What is kept. */
export interface Annotated {
  readonly png: Blob;
  /** Smaller than the picture where no canvas is as large. */
  readonly size: ImageSize;
}

/**
 * Draws findings into a copy of their picture, as the page shows them, in a worker: a photo takes it a second.
 *
 * @throws Error where the browser draws no pictures in workers, or not this one
 */
export function annotate(picture: Blob, { findings, coordinates, textOf = ownText }: Annotation): Promise<Annotated> {
  const request: AnnotateRequest = {
    picture,
    coordinates: { width: coordinates.width, height: coordinates.height },
    boxes: findings.flatMap((finding) => {
      const { id, layer, confidence, box } = finding;
      if (box === undefined) return [];
      const { x, y, width, height } = box;
      return [{ id, layer, confidence, box: { x, y, width, height }, text: textOf(finding) }];
    }),
    fontFamily: getComputedStyle(document.documentElement).fontFamily,
  };
  const worker = new Worker(new URL('./annotate.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Annotated>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const told = parseAnnotateAnswer(data);
      if (told === undefined) return;
      if ('fault' in told) reject(new Error(told.fault));
      else resolve(told);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

const ownText = ({ layer, label, confidence }: Finding): string =>
  confidence === undefined || layer === 'text' ? label : `${label} ${Math.round(100 * confidence)}%`.trim();
