import sharp, { type Sharp } from 'sharp';
import type { ImageType } from '#lib/contract/vision.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import type { Search } from './protocol.ts';

// Runs in the child.

// Nothing is asked for twice, and what a picture took is given back.
sharp.cache(false);
// The other work of a picture goes on beside it.
sharp.concurrency(1);
// Those decoders that read the four types, and none of the others that libvips brings along.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    ...['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
    'VipsForeignLoadNsgifBuffer',
  ],
});

/** A copy of the picture for each way of looking at it; none is larger than the picture. */
export interface Rasters {
  /** Of the picture as displayed. */
  readonly size: ImageSize;
  /** For objects and faces. */
  readonly scene?: Raster;
  readonly page?: Raster;
  readonly palette?: Raster;
}

/** The longer side; the detectors see no more than a few hundred pixels. */
const SCENE_SIDE_PX = 1_024;
/** Text has to stay legible: a page of A4 at 300 dpi is 3,508 pixels long. */
const PAGE_SIDE_PX = 4_096;
const PAGE_PIXELS = 12_000_000;
/** Shares of areas are as good in small. */
const PALETTE_SIDE_PX = 400;

export interface DecodeOptions {
  /** As the first bytes tell. */
  readonly type: ImageType;
  readonly maxPixels: number;
  readonly searches: readonly Search[];
}

/**
 * Decodes a picture once, to the largest of the copies that are needed, and makes the others of that: turned as EXIF tells,
 * in sRGB, what is transparent on white, of an animation the first picture.
 *
 * @throws what the decoder says is wrong with it
 */
export async function decode(bytes: Uint8Array, { type, maxPixels, searches }: DecodeOptions): Promise<Rasters> {
  const picture = sharp(bytes, {
    limitInputPixels: maxPixels,
    failOn: 'truncated',
    sequentialRead: true,
    autoOrient: true,
  });
  const { format, autoOrient } = await picture.metadata();
  if (`image/${format}` !== type) throw new Error(`it is ${format}, not ${type}`);
  const { width = 0, height = 0 } = autoOrient;
  const size = { width, height };
  const sides = {
    ...((searches.includes('objects') || searches.includes('faces')) && { scene: SCENE_SIDE_PX }),
    ...(searches.includes('text') && { page: pageSide(size) }),
    ...(searches.includes('colors') && { palette: PALETTE_SIDE_PX }),
  };
  const largest = await rasterOf(picture, Math.max(...Object.values(sides)));
  const smaller = async (side: number) =>
    side >= Math.max(largest.widthPx, largest.heightPx) ? largest : await rasterOf(again(largest), side);
  return {
    size,
    ...(sides.scene !== undefined && { scene: await smaller(sides.scene) }),
    ...(sides.page !== undefined && { page: await smaller(sides.page) }),
    ...(sides.palette !== undefined && { palette: await smaller(sides.palette) }),
  };
}

function pageSide({ width, height }: ImageSize): number {
  const longer = Math.max(width, height);
  return Math.floor(Math.min(PAGE_SIDE_PX, longer * Math.min(1, Math.sqrt(PAGE_PIXELS / (width * height)))));
}

/** A JPEG or a WebP is decoded in small already, where it may be. */
async function rasterOf(picture: Sharp, side: number): Promise<Raster> {
  const { data, info } = await picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

const again = ({ rgb, widthPx: width, heightPx: height }: Raster) =>
  sharp(rgb, { raw: { width, height, channels: 3 } });
