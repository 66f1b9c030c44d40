import { COCO_LABELS } from './coco.ts';

/** Kinds of things that have a name in every language of the pages: COCO's, and what `labelsOf` tells beside them. */
export const NAMED_LABELS = [...COCO_LABELS, 'face', 'text', 'black and white'] as const;
