import * as z from 'zod/mini';
import { refusalOfAddress } from './picture-address.ts';
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

/** `POST /api/pictures/remote`: where a picture lies. It is answered with the picture's bytes. */
export const remotePictureSchema = z.strictObject({
  url: z.string().check((context) => {
    const message = refusalOfAddress(context.value);
    if (message === undefined) return;
    context.issues.push({ code: 'custom', input: '', message, params: { code: 'url_not_allowed' } });
  }),
});
export type RemotePictureRequest = z.infer<typeof remotePictureSchema>;
