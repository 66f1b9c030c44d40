import { isRecord } from '#lib/std/is-record.ts';
import type { PictureFault } from './draft-picture.ts';

/** Page → worker: a file to make a picture of. */
export interface ShrinkRequest {
  readonly id: number;
  readonly file: Blob;
}

/** Worker → page. */
export type ShrinkAnswer =
  | { readonly id: number; readonly picture: Blob }
  | { readonly id: number; readonly fault: ShrinkFault };

export type ShrinkFault = Extract<PictureFault['code'], 'type' | 'pixels' | 'broken'>;
const FAULTS = ['type', 'pixels', 'broken'] as const satisfies readonly ShrinkFault[];

/** @returns undefined for what is none */
export function parseShrinkRequest(data: unknown): ShrinkRequest | undefined {
  if (!isRecord(data) || typeof data.id !== 'number' || !(data.file instanceof Blob)) return undefined;
  return { id: data.id, file: data.file };
}

/** @returns undefined for what is none */
export function parseShrinkAnswer(data: unknown): ShrinkAnswer | undefined {
  if (!isRecord(data) || typeof data.id !== 'number') return undefined;
  if (data.picture instanceof Blob) return { id: data.id, picture: data.picture };
  const fault = FAULTS.find((known) => known === data.fault);
  return fault === undefined ? undefined : { id: data.id, fault };
}
