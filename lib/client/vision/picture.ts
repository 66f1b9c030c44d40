import type { VisionFeature } from '#lib/contract/vision.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import type { Told } from '#lib/domain/vision/told.ts';

/** A picture as it is sent, and shown. */
export interface PreparedPicture {
  readonly blob: Blob;
  /** Of the page's own; given back when the picture is taken out for good. */
  readonly url: string;
  /** In pixels as displayed. */
  readonly size: ImageSize;
  /** Of the file that it was made of, in pixels as displayed. */
  readonly fileSize: ImageSize;
  /** What the file told beside what it shows, and this does not. */
  readonly removed: readonly Told[];
  /** Of the longer side: what it was made for. */
  readonly sidePx: number;
}

/** What a server was asked about a picture. */
export interface Wish {
  /** Empty: the server chooses. */
  readonly model: string;
  readonly features: readonly VisionFeature[];
}

/** One answer to one picture. */
export interface VisionRun extends Wish {
  readonly id: string;
  /** As it came, of whatever shape. */
  readonly answer: unknown;
  /** From the request to the last byte. */
  readonly latencyMs: number;
  readonly requestId: string | undefined;
  readonly isSandbox: boolean;
  /** When it came. */
  readonly atMs: number;
}

/**
 * Why a picture was not taken, or not analysed. `server`: it refused, in `words`; `network`: it could not be reached;
 * `browser`: this one makes no pictures; `count`: there are as many as a page keeps.
 */
export interface VisionFault {
  readonly code: 'type' | 'bytes' | 'pixels' | 'broken' | 'browser' | 'count' | 'network' | 'server';
  /** Of the table of errors. */
  readonly apiCode?: string;
  readonly words?: string;
}

/** A picture of this session. */
export interface VisionPicture {
  readonly key: string;
  readonly name: string;
  readonly fileBytes: number;
  /** `waiting`: in the queue. */
  readonly work: 'preparing' | 'waiting' | 'analysing' | 'idle';
  readonly prepared: PreparedPicture | undefined;
  /** Of what was tried last; it may be tried again where there is a prepared picture. */
  readonly fault: VisionFault | undefined;
  /** In the order of their coming. */
  readonly runs: readonly VisionRun[];
  /** The run that is shown; undefined: the last. */
  readonly shownRunId: string | undefined;
}

/** The answer that is shown of a picture. */
export const shownRun = ({ runs, shownRunId }: VisionPicture): VisionRun | undefined =>
  runs.find(({ id }) => id === shownRunId) ?? runs.at(-1);
