import * as z from 'zod/mini';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';

/** What the sandbox and its child for pictures say to each other. */

/** What is looked for; labels are told by all four. */
export const SEARCHES = ['objects', 'faces', 'text', 'colors'] as const;
export type Search = (typeof SEARCHES)[number];

const searches = z.readonly(z.array(z.enum(SEARCHES)));

/** Three questions, so that each has a time of its own and what goes wrong in which is known. */
export const questionSchema = z.discriminatedUnion('ask', [
  /** Loads what the searches need. */
  z.object({ ask: z.literal('prepare'), searches }),
  /** The picture is in the bytes. */
  z.object({ ask: z.literal('decode'), type: z.enum(IMAGE_TYPES), maxPixels: z.number(), searches }),
  /** Looks into the picture that was decoded last. */
  z.object({ ask: z.literal('analyse'), searches }),
]);
export type Question = z.infer<typeof questionSchema>;

export const preparedSchema = z.object({ prepared: z.literal(true) });

export const decodedSchema = z.union([
  z.object({ width: z.int(), height: z.int() }),
  /** What is wrong with the picture. */
  z.object({ fault: z.string() }),
]);
export type Decoded = z.infer<typeof decodedSchema>;

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const boxed = { confidence: z.number(), box };

/** Boxes in pixels of the picture as displayed. */
export const sightedSchema = z.object({
  objects: z.optional(z.array(z.object({ label: z.string(), ...boxed }))),
  faces: z.optional(z.array(z.object(boxed))),
  text: z.optional(
    z.object({
      content: z.string(),
      lines: z.array(z.object({ text: z.string(), ...boxed })),
      unread_lines: z.optional(z.int()),
    }),
  ),
  colors: z.optional(z.array(z.object({ hex: z.string(), ratio: z.number() }))),
});
export type Sighted = z.infer<typeof sightedSchema>;
