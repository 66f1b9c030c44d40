import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { TOLD, type Told } from '#lib/domain/vision/told.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** How large a picture may be when it is made. */
export interface PictureBounds {
  /** Of the longer side, in pixels. */
  readonly sidePx: number;
  readonly bytes: number;
}

/** Page → worker: a file to make a picture of. */
export interface ShrinkRequest extends PictureBounds {
  readonly id: number;
  readonly file: Blob;
}

/** What was made of a file. */
export interface MadePicture {
  readonly picture: Blob;
  /** In pixels as displayed. */
  readonly size: ImageSize;
  /** Of the file, in pixels as displayed. */
  readonly fileSize: ImageSize;
  /** What the file told beside what it shows, and the picture does not. */
  readonly removed: readonly Told[];
}

export type ShrinkFault = 'type' | 'pixels' | 'broken';
const FAULTS = ['type', 'pixels', 'broken'] as const satisfies readonly ShrinkFault[];

/** Worker → page. */
export type ShrinkAnswer = { readonly id: number } & ({ readonly made: MadePicture } | { readonly fault: ShrinkFault });

/** @returns undefined for what is none */
export function parseShrinkRequest(data: unknown): ShrinkRequest | undefined {
  if (!isRecord(data) || typeof data.id !== 'number' || !(data.file instanceof Blob)) return undefined;
  if (typeof data.sidePx !== 'number' || typeof data.bytes !== 'number') return undefined;
  return { id: data.id, file: data.file, sidePx: data.sidePx, bytes: data.bytes };
}

/** @returns undefined for what is none */
export function parseShrinkAnswer(data: unknown): ShrinkAnswer | undefined {
  if (!isRecord(data) || typeof data.id !== 'number') return undefined;
  const made = parseMade(data.made);
  if (made !== undefined) return { id: data.id, made };
  const fault = FAULTS.find((known) => known === data.fault);
  return fault === undefined ? undefined : { id: data.id, fault };
}

function parseMade(data: unknown): MadePicture | undefined {
  if (!isRecord(data) || !(data.picture instanceof Blob) || !Array.isArray(data.removed)) return undefined;
  const [size, fileSize] = [parseSize(data.size), parseSize(data.fileSize)];
  if (size === undefined || fileSize === undefined) return undefined;
  const removed: readonly unknown[] = data.removed;
  return { picture: data.picture, size, fileSize, removed: TOLD.filter((told) => removed.includes(told)) };
}

function parseSize(data: unknown): ImageSize | undefined {
  if (!isRecord(data) || typeof data.width !== 'number' || typeof data.height !== 'number') return undefined;
  return { width: data.width, height: data.height };
}
