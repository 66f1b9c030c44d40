import { type Config, readConfig } from '#lib/server/config.ts';
import { createRemotePictures, type RemotePictures, type RemotePicturesOptions } from '#lib/server/remote-picture.ts';
import { createVision, type Vision, type VisionOptions } from '#lib/server/upstream/sandbox/vision/vision.ts';

/** What the sandbox looks at pictures with. */
export interface TestEyes {
  readonly vision: Vision;
  readonly pictures: RemotePictures;
}

export interface TestEyesOptions extends Omit<RemotePicturesOptions, 'limits'>, Omit<VisionOptions, 'limits'> {
  readonly limits?: Partial<Config['limits']>;
}

/** As the settings have it where nothing is set. No process is started before the first picture. */
export function testEyes({ limits: changed, script, ...remote }: TestEyesOptions = {}): TestEyes {
  const limits = { ...readConfig({}).limits, ...changed };
  return {
    vision: createVision({ limits, ...(script && { script }) }),
    pictures: createRemotePictures({ limits, ...remote }),
  };
}
