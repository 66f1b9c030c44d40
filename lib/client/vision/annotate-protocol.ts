import * as z from 'zod/mini';
import { LAYERS } from '#lib/domain/vision/findings.ts';

const size = { width: z.number(), height: z.number() };

/** Page → worker. */
const requestSchema = z.object({
  picture: z.instanceof(Blob),
  /** In which the boxes are counted. */
  coordinates: z.object(size),
  boxes: z.array(
    z.object({
      id: z.string(),
      layer: z.enum(LAYERS),
      /** What is written on its label. */
      text: z.string(),
      confidence: z.optional(z.number()),
      box: z.object({ x: z.number(), y: z.number(), ...size }),
    }),
  ),
  fontFamily: z.string(),
});
export type AnnotateRequest = z.infer<typeof requestSchema>;

/** Worker → page. */
const answerSchema = z.union([
  z.object({ png: z.instanceof(Blob), size: z.object(size) }),
  z.object({ fault: z.string() }),
]);
export type AnnotateAnswer = z.infer<typeof answerSchema>;

/** @returns undefined for what is none */
export const parseAnnotateRequest = (data: unknown): AnnotateRequest | undefined => requestSchema.safeParse(data).data;

/** @returns undefined for what is none */
export const parseAnnotateAnswer = (data: unknown): AnnotateAnswer | undefined => answerSchema.safeParse(data).data;
