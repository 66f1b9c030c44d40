import * as z from 'zod/mini';
import type { ErrorCode } from './errors.ts';
import { FOREIGN_HEAD_BYTES, type ForeignPicture, foreignPictureOf } from './foreign-picture.ts';
import { refusalOfAddress } from './picture-address.ts';

/** `POST /v1/vision/analyze`: the request, where its picture is, and the analysis. */

export const VISION_FEATURES = ['objects', 'labels', 'text', 'faces', 'colors'] as const;
export type VisionFeature = (typeof VISION_FEATURES)[number];

/** What a request without a model asks. */
export const DEFAULT_VISION_MODEL = 'ruijing-vision';

/** The pictures that are taken. SVG is a program, AVIF and HEIC have decoders that nobody here vouches for. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export type ImageSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly type: ImageType; readonly base64: string };

export interface ImageRefusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly message: string;
}

/** Where a scheme and a media type end at the latest, and what comes at the end of base64. */
const HEAD_CHARACTERS = 64;
/** Four characters are three bytes; a few more, since base64 may come in lines. */
const PICTURE_HEAD_CHARACTERS = (FOREIGN_HEAD_BYTES / 3) * 4 + HEAD_CHARACTERS;
const MIN_BASE64_CHARACTERS = 16;

const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const DATA_PREFIX = /^data:([^;,]*);base64,/i;
const BASE64_HEAD = /^[a-z\d+/]+$/i;
const BASE64_TAIL = /^[a-z\d+/\s]*={0,2}\s*$/i;

const TAKEN = `a picture as ${IMAGE_TYPES.map((type) => type.slice('image/'.length)).join(', ')}`;
const FOREIGN_TYPE = /^data:image\/(?:(avif)|hei[cf](?:-sequence)?|(svg)\+xml)/i;

/**
 * Tells where a picture is: at an https address, or in the text itself as a `data:` URL or bare base64. Only the first
 * and the last characters are looked at, so it costs the same for 28 MiB. What the name in an address resolves to is
 * checked where it is resolved.
 */
export function parseImageSource(image: string): ImageSource | ImageRefusal {
  const head = image.slice(0, 2 * HEAD_CHARACTERS);
  const scheme = SCHEME.exec(head)?.[0].toLowerCase();
  if (scheme === 'https:') return parseUrl(image);
  if (scheme === 'data:') return parseData(image, head);
  if (scheme !== undefined || !BASE64_HEAD.test(image.slice(0, MIN_BASE64_CHARACTERS))) {
    // As it stands in a file, and not in base64.
    if (foreignPictureOf(new TextEncoder().encode(image.slice(0, FOREIGN_HEAD_BYTES))) === 'SVG') return foreign('SVG');
    return refused('url_not_allowed', 'must be an https address, a data: URL or base64');
  }
  const bytes = headOf(image);
  const type = bytes && imageTypeOf(bytes);
  if (type !== undefined) return { kind: 'base64', type, base64: image };
  return refused('unsupported_media', bytes === undefined ? NO_PICTURE : refusalOfBytes(bytes));
}

function parseData(image: string, head: string): ImageSource | ImageRefusal {
  const prefix = DATA_PREFIX.exec(head);
  const declared = prefix?.[1]?.toLowerCase();
  const type = IMAGE_TYPES.find((known) => known === declared);
  const base64 = prefix === null ? '' : image.slice(prefix[0].length);
  const bytes = headOf(base64);
  const strange = bytes && foreignPictureOf(bytes);
  if (strange !== undefined) return foreign(strange);
  const named = FOREIGN_TYPE.exec(head);
  if (named !== null) return foreign(named[1] ? 'AVIF' : named[2] ? 'SVG' : 'HEIC');
  if (type === undefined) return refused('unsupported_media', `a data: URL must hold ${TAKEN}, in base64`);
  const found = bytes && imageTypeOf(bytes);
  if (found === type) return { kind: 'base64', type, base64 };
  return refused('unsupported_media', `says that it holds ${type}, but its bytes are ${found ?? 'no such picture'}`);
}

function parseUrl(url: string): ImageSource | ImageRefusal {
  const refusal = refusalOfAddress(url);
  return refusal === undefined ? { kind: 'url', url } : refused('url_not_allowed', refusal);
}

const refused = (code: ErrorCode, message: string): ImageRefusal => ({ kind: 'refused', code, message });

const NO_PICTURE = `must hold ${TAKEN}`;

const foreign = (kind: ForeignPicture): ImageRefusal =>
  refused('unsupported_media', `is ${kind}, which is not taken: convert it to PNG, JPEG, WebP or GIF`);

/** Why a file is not taken that is none of the types, by its first bytes. */
export function refusalOfBytes(head: Uint8Array): string {
  const kind = foreignPictureOf(head);
  return kind === undefined ? NO_PICTURE : foreign(kind).message;
}

/** The first bytes of what is in base64; undefined for what is not, or is cut off before it tells anything. */
function headOf(base64: string): Uint8Array | undefined {
  if (base64.length < MIN_BASE64_CHARACTERS || !BASE64_TAIL.test(base64.slice(-HEAD_CHARACTERS))) return undefined;
  const head = base64.slice(0, PICTURE_HEAD_CHARACTERS).replace(/\s|=+\s*$/g, '');
  if (!BASE64_HEAD.test(head)) return undefined;
  // Base64 of several lines may leave a rest that is no whole group.
  const bytes = atob(head.slice(0, head.length - (head.length % 4)));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

/** What a file is by its first twelve bytes or more, whatever it is called. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (latin1(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (latin1(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (latin1(0, 4) === 'RIFF' && latin1(8, 12) === 'WEBP') return 'image/webp';
  if (latin1(0, 6) === 'GIF87a' || latin1(0, 6) === 'GIF89a') return 'image/gif';
  return undefined;
}

/** An issue's `params.code` is the error code that it is answered with instead of `invalid_parameter`. */
const imageSchema = z.string().check((context) => {
  const source = parseImageSource(context.value);
  if (source.kind !== 'refused') return;
  const { code, message } = source;
  // The picture itself is left out of the issue: it may be 28 MiB.
  context.issues.push({ code: 'custom', input: '', message, params: { code } });
});

const featuresSchema = z.array(z.enum(VISION_FEATURES)).check(
  z.minLength(1),
  z.refine((features) => new Set(features).size === features.length, 'names a feature twice'),
);

export const visionRequestSchema = z
  .looseObject({
    model: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(256)))),
    image: z.optional(imageSchema),
    /** What the vendor's SDK calls it. */
    image_url: z.optional(imageSchema),
    features: featuresSchema,
  })
  .check((context) => {
    const { image, image_url } = context.value;
    if ((image === undefined) !== (image_url === undefined)) return;
    const message = image === undefined ? 'is missing' : 'and image_url are two names of one thing: send one of them';
    context.issues.push({ code: 'custom', input: '', path: ['image'], message });
  });
export type VisionRequest = z.infer<typeof visionRequestSchema>;

const boxSchema = z.looseObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const boxed = { confidence: z.optional(z.number()), box: z.optional(boxSchema) };

/** Pixels of the picture as displayed, after EXIF rotation; the origin is the top left corner. */
export type Box = Readonly<z.infer<typeof boxSchema>>;

/** Ours. A feature that was not asked for is absent; other servers answer in shapes of their own. */
export const visionAnalysisSchema = z.looseObject({
  object: z.literal('vision.analysis'),
  model: z.string(),
  /** In pixels as displayed; absent where the picture lies elsewhere and nobody measured it. */
  image: z.optional(z.looseObject({ width: z.number(), height: z.number() })),
  objects: z.optional(z.array(z.looseObject({ label: z.string(), ...boxed }))),
  labels: z.optional(z.array(z.looseObject({ label: z.string(), confidence: z.optional(z.number()) }))),
  text: z.optional(
    z.looseObject({
      content: z.string(),
      lines: z.optional(z.array(z.looseObject({ text: z.string(), ...boxed }))),
      /** How many lines there are for which the time was too short; absent where all were read. */
      unread_lines: z.optional(z.number()),
    }),
  ),
  faces: z.optional(z.array(z.looseObject(boxed))),
  colors: z.optional(z.array(z.looseObject({ hex: z.string(), ratio: z.optional(z.number()) }))),
  usage: z.optional(z.looseObject({ total_tokens: z.optional(z.number()) })),
});
export type VisionAnalysis = z.infer<typeof visionAnalysisSchema>;
