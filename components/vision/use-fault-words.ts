'use client';
import { useTranslations } from 'next-intl';
import type { VisionFault } from '#lib/client/vision/picture.ts';
import { MAX_SESSION_PICTURES } from '#lib/client/vision/queue.ts';
import { MAX_PICTURE_FILE_BYTES, MAX_PICTURE_FILE_PIXELS } from '#lib/contract/picture-limits.ts';
import { failureWords } from '#lib/domain/chat/failure.ts';

/** @returns why a picture was not taken or not analysed, in a sentence */
export function useFaultWords(): (name: string, fault: VisionFault) => string {
  const t = useTranslations('vision.faults');
  const errors = useTranslations('errors.codes');
  return (name, { code, apiCode = '' }) =>
    t(code, {
      name,
      message: errors(`${failureWords(apiCode)}.title`),
      bytes: MAX_PICTURE_FILE_BYTES / 1_000_000,
      pixels: MAX_PICTURE_FILE_PIXELS / 1_000_000,
      count: MAX_SESSION_PICTURES,
    });
}
