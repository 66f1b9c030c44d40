import { availableParallelism } from 'node:os';
import type * as z from 'zod/mini';
import { ApiError, type ErrorCode } from '#lib/contract/errors.ts';
import { MAX_PICTURE_FILE_BYTES, MAX_PICTURE_FILE_PIXELS } from '#lib/contract/picture-limits.ts';
import { type ImageType, imageTypeOf, type VisionFeature } from '#lib/contract/vision.ts';
import { type ImageSize, imageSize } from '#lib/domain/vision/image-size.ts';
import { labelsOf } from '#lib/domain/vision/labels.ts';
import { secondFormatOf } from '#lib/domain/vision/second-format.ts';
import { type Child, ChildFailure, type Patience } from '#lib/server/child.ts';
import { ChildPool } from '#lib/server/child-pool.ts';
import type { Limits } from '#lib/server/config.ts';
import {
  type Decoded,
  decodedSchema,
  preparedSchema,
  type Question,
  SEARCHES,
  type Search,
  type Sighted,
  sightedSchema,
} from './protocol.ts';

/** What was found: one field for each feature that was asked for, and how large the picture is as displayed. */
export type Analysis = Pick<Sighted, Search> & {
  readonly image: ImageSize;
  readonly labels?: ReturnType<typeof labelsOf>;
};

export interface Asked {
  readonly features: readonly VisionFeature[];
  /** The field that the picture came in. */
  readonly param: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Looks into pictures. */
export interface Vision {
  /** @throws ApiError 400, 413 or 415 for what is wrong with the picture, 503 where too many are looked into, 500 */
  analyse(bytes: Uint8Array, asked: Asked): Promise<Analysis>;
  /** Has a child load what it needs, where none has: soon somebody will have a picture. */
  warm(): void;
  /** Of the processes that do it. */
  readonly pids: readonly number[];
  /** Lets them go. */
  close(): void;
}

export interface VisionOptions {
  readonly limits: VisionLimits;
  /** For tests: another child. */
  readonly script?: readonly string[];
}

export type VisionLimits = Pick<
  Limits,
  'visionStartMs' | 'visionDecodeMs' | 'visionAnalyseMs' | 'visionIdleMs' | 'visionWaiting' | 'visionMemoryBytes'
>;

const SCRIPT = ['lib', 'server', 'upstream', 'sandbox', 'vision', 'vision-child.ts'] as const;

/** Two, so that a picture that keeps one busy to the end does not hold up the next one; where one core is all, one. */
const MAX_CHILDREN = Math.min(2, availableParallelism());

/** Pictures are decoded and looked into in children: see docs/decisions/0027. */
export function createVision({ limits, script = SCRIPT }: VisionOptions): Vision {
  const pool = new ChildPool({
    script,
    max: MAX_CHILDREN,
    maxWaiting: limits.visionWaiting,
    idleMs: limits.visionIdleMs,
    memoryBytes: limits.visionMemoryBytes,
  });

  /** @returns undefined where the child was at its end already, or dies of what it loads */
  const attempt = <T>(searches: readonly Search[], signal: AbortSignal, work: (child: Child) => Promise<T>) =>
    pool.use(signal, async (child) => {
      const patience = { signal, maxMs: limits.visionStartMs };
      const asking = ask(child, { ask: 'prepare', searches }, { schema: preparedSchema, patience });
      const isReady = await asking.then(
        () => true,
        (error: unknown) => {
          if (error instanceof ChildFailure && error.end === 'died') return false;
          throw error;
        },
      );
      return isReady ? { done: await work(child) } : undefined;
    });

  let warming: Promise<unknown> | undefined;

  return {
    async analyse(bytes, { features, param, signal }) {
      const atFault: AtFault = (message, code = 'unsupported_media') =>
        new ApiError(code, `'${param}': ${message}`, { param });
      const type = checked(bytes, atFault);
      const searches = searchesOf(features);
      const work = async (child: Child) => {
        const question = { ask: 'decode', type, maxPixels: MAX_PICTURE_FILE_PIXELS, searches } as const;
        const image = await decode(child, question, { bytes, signal, maxMs: limits.visionDecodeMs });
        if ('fault' in image)
          throw atFault(FAULTS[image.fault] ?? 'the picture cannot be decoded: it is damaged or cut off.');
        const patience = { signal, maxMs: limits.visionAnalyseMs };
        const sighted = await ask(child, { ask: 'analyse', searches }, { schema: sightedSchema, patience });
        return analysisOf(image, sighted, features);
      };
      // Rather than in a second child, which would load the same beside it.
      await warming;
      try {
        // Once more: an idle child may have ended without our knowing.
        const analysed = (await attempt(searches, signal, work)) ?? (await attempt(searches, signal, work));
        if (analysed !== undefined) return analysed.done;
        throw new ChildFailure('died', 'twice');
      } catch (error) {
        if (!(error instanceof ChildFailure)) throw error;
        throw new ApiError('internal_error', 'The picture could not be analysed.', { cause: error });
      }
    },
    warm() {
      if (pool.pids.length > 0) return;
      const signal = AbortSignal.timeout(limits.visionStartMs);
      warming ??= attempt(SEARCHES, signal, async () => undefined)
        // The first picture then tells what is wrong.
        .catch(() => undefined)
        .finally(() => {
          warming = undefined;
        });
    },
    get pids() {
      return pool.pids;
    },
    close: () => pool.close(),
  };
}

/** @returns the type @throws ApiError for a picture that is not decoded at all */
function checked(bytes: Uint8Array, atFault: AtFault): ImageType {
  if (bytes.byteLength > MAX_PICTURE_FILE_BYTES) {
    const message = `the picture has ${bytes.byteLength} bytes; at most ${MAX_PICTURE_FILE_BYTES} are taken.`;
    throw atFault(message, 'payload_too_large');
  }
  const [type, size] = [imageTypeOf(bytes), imageSize(bytes)];
  if (type === undefined || size === undefined) throw atFault('the picture is damaged or cut off.');
  const { width, height } = size;
  if (width * height > MAX_PICTURE_FILE_PIXELS) {
    const million = MAX_PICTURE_FILE_PIXELS / 1_000_000;
    const message = `the picture has ${width} × ${height} pixels; at most ${million} million are taken. Make it smaller first.`;
    throw atFault(message, 'invalid_parameter');
  }
  const second = secondFormatOf(bytes);
  if (second !== undefined) throw atFault(`the picture is ${second} as well: send it without what was added to it.`);
  return type;
}

type AtFault = (message: string, code?: ErrorCode) => ApiError;

/** Labels are told by everything, whatever else was asked for: a picture always has the same ones. */
const searchesOf = (features: readonly VisionFeature[]): Search[] =>
  SEARCHES.filter((search) => features.includes(search) || features.includes('labels'));

function analysisOf(image: ImageSize, sighted: Sighted, features: readonly VisionFeature[]): Analysis {
  const asked = SEARCHES.filter((search) => features.includes(search));
  return {
    image,
    ...Object.fromEntries(asked.map((search) => [search, sighted[search]])),
    ...(features.includes('labels') && { labels: labelsOf(sighted) }),
  };
}

interface Picture extends Patience {
  readonly bytes: Uint8Array;
}

/** That a decoder dies of it, takes too long or too much, is the picture's fault. */
const decode = (child: Child, question: Question, { bytes, ...patience }: Picture): Promise<Decoded> =>
  ask(child, question, { schema: decodedSchema, patience, bytes }).catch((error: unknown) => {
    if (error instanceof ChildFailure) return { fault: error.end };
    throw error;
  });

/** In words of our own: what decoders say is for those who write them. */
const FAULTS: Readonly<Record<string, string>> = {
  late: 'the picture takes too long to decode.',
  memory: 'the picture takes too much memory to decode.',
};

interface Asking<Schema> {
  readonly schema: Schema;
  readonly patience: Patience;
  readonly bytes?: Uint8Array;
}

async function ask<Schema extends z.ZodMiniType>(
  child: Child,
  question: Question,
  { schema, patience, bytes }: Asking<Schema>,
): Promise<z.output<Schema>> {
  const { head } = await child.ask({ head: question, ...(bytes && { bytes }) }, patience);
  const answer = schema.safeParse(head);
  if (answer.success) return answer.data;
  throw new ChildFailure('garbled');
}
