import * as z from 'zod/mini';
import { MAX_PICTURE_NAME_UNITS } from './picture-limits.ts';
import { printable } from './text.ts';

/**
 * `POST /api/pictures`: the bytes of a picture with their media type, and its name in the address. It is answered with
 * the picture as messages name it (`pictureSchema`).
 */
export const pictureQuerySchema = z.strictObject({
  /** The file's name, as the person knows it. */
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_PICTURE_NAME_UNITS), printable()),
});
