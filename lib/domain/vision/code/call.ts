import type { ImageType, VisionFeature } from '#lib/contract/vision.ts';
import type { KeyUse } from '#lib/domain/code/key.ts';

/** An analysis to be asked for by code, which reads the picture from its file. */
export interface VisionCall extends KeyUse {
  /** With the version, without a slash at its end. */
  readonly baseUrl: string;
  /** Empty: the server chooses. */
  readonly model: string;
  readonly features: readonly VisionFeature[];
  readonly fileName: string;
  readonly type: ImageType;
}

/** All of the request but the picture. */
export const restOf = ({ model, features }: VisionCall) => ({ ...(model !== '' && { model }), features });
