import * as z from 'zod/mini';

/**
 * Messages between the process and a thread that looks into sound files: a file first, then its bytes, each time that
 * the thread asks for `more`, and `null` after the last of them.
 */
export type AudioRequest =
  | { readonly id: number; readonly type: string; readonly sizeBytes: number }
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> | null };

/** What the thread says; it has read strangers' bytes. */
export const audioReplySchema = z.union([
  z.object({ id: z.number(), more: z.literal(true) }),
  z.object({ id: z.number(), seconds: z.nullable(z.number()) }),
]);

export type AudioReply = z.infer<typeof audioReplySchema>;
