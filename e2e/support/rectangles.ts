import sharp from 'sharp';

/** Pictures with rectangles of known colours, and where those really are: told by pixels alone. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Rgb = readonly [number, number, number];

const GROUND: Rgb = [128, 128, 128];
/** Far darker or lighter than the ground: edges are told by lightness, since JPEGs keep colours at half the size. */
export const COLOURS = {
  red: [120, 0, 0],
  cyan: [150, 255, 255],
  blue: [0, 0, 120],
  yellow: [255, 255, 120],
} as const;
export type Colour = keyof typeof COLOURS;
export const COLOUR_NAMES = ['red', 'cyan', 'blue', 'yellow'] as const satisfies readonly Colour[];

/** One in every quarter, none of them alike, so that no turn and no mirror leaves them where they are. */
export const SHARES: Readonly<Record<Colour, Rectangle>> = {
  red: { x: 0.06, y: 0.08, width: 0.1, height: 0.12 },
  cyan: { x: 0.8, y: 0.12, width: 0.12, height: 0.09 },
  blue: { x: 0.1, y: 0.78, width: 0.08, height: 0.14 },
  yellow: { x: 0.72, y: 0.7, width: 0.14, height: 0.1 },
};

/** How EXIF's orientations are undone: a turn by so many degrees, then a mirror from left to right. */
const UNDONE: readonly (readonly [degrees: number, mirrored: boolean])[] = [
  ...([
    [0, false],
    [0, true],
    [180, false],
    [180, true],
  ] as const),
  ...([
    [90, true],
    [270, false],
    [270, true],
    [90, false],
  ] as const),
];

/** A JPEG that is shown upright, however its pixels lie. @param orientation from 1 to 8, as EXIF counts */
export async function turnedPicture(width: number, height: number, orientation: number): Promise<Buffer> {
  const rectangles = COLOUR_NAMES.map((name) => {
    const share = SHARES[name];
    const [left, top] = [Math.round(share.x * width), Math.round(share.y * height)];
    const size = { width: Math.round(share.width * width), height: Math.round(share.height * height) };
    const [r, g, b] = COLOURS[name];
    return { left, top, input: { create: { ...size, channels: 3 as const, background: { r, g, b } } } };
  });
  const [r, g, b] = GROUND;
  const upright = sharp({ create: { width, height, channels: 3, background: { r, g, b } } }).composite(rectangles);
  const [degrees, mirrored] = UNDONE[orientation - 1] ?? [0, false];
  const turned = sharp(await upright.png().toBuffer()).rotate(degrees);
  const mirror = sharp(await turned.png().toBuffer()).flop(mirrored);
  return await mirror.withMetadata({ orientation }).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** Pixels of a picture as displayed. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export async function pixelsOf(picture: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(picture)
    .rotate()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Where the rectangles are, to a fraction of a pixel: what an edge shares a pixel with counts by its share.
 *
 * @param smearPx how far an edge may be smeared
 */
export function rectanglesIn(pixels: Pixels, smearPx = 6): ReadonlyMap<Colour, Rectangle> {
  const found = new Map<Colour, Rectangle>();
  for (const name of COLOUR_NAMES) {
    const rough = roughly(pixels, COLOURS[name]);
    if (rough === undefined) continue;
    const [middleX, middleY] = [Math.round(rough.x + rough.width / 2), Math.round(rough.y + rough.height / 2)];
    const across = stretch((at) => shareAt(pixels, COLOURS[name], [at, middleY]), [rough.x, rough.width], smearPx);
    const down = stretch((at) => shareAt(pixels, COLOURS[name], [middleX, at]), [rough.y, rough.height], smearPx);
    found.set(name, { x: across.start, width: across.length, y: down.start, height: down.length });
  }
  return found;
}

function roughly({ data, width, height }: Pixels, [red, green, blue]: Rgb): Rectangle | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const apart =
        Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
      if (apart > 60) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  return right < left ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function stretch(shareOf: (at: number) => number, [start, length]: readonly [number, number], smearPx: number) {
  let [sum, moment] = [0, 0];
  for (let at = start - smearPx; at < start + length + smearPx; at++) {
    const share = shareOf(at);
    sum += share;
    moment += share * (at + 0.5);
  }
  return { start: moment / sum - sum / 2, length: sum };
}

/** How much of a pixel is of a colour rather than of the ground. */
function shareAt({ data, width, height }: Pixels, colour: Rgb, [x, y]: readonly [number, number]): number {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  const at = 3 * (y * width + x);
  const ground = lightness(GROUND);
  const here = lightness([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
  return Math.max(0, Math.min(1, (here - ground) / (lightness(colour) - ground)));
}

/** As JPEGs keep it (ITU-R BT.601). */
const lightness = ([red, green, blue]: Rgb): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** An answer of a server that finds rectangles, and does find them. @param image as the request holds it */
export async function analysisOf(image: unknown) {
  const text = String(image);
  const pixels = await pixelsOf(Buffer.from(text.slice(text.indexOf(',') + 1), 'base64'));
  const objects = [...rectanglesIn(pixels)].map(([label, box]) => ({ label, confidence: 0.9, box }));
  const { width, height } = pixels;
  return { object: 'vision.analysis', model: 'ruijing-vision', image: { width, height }, objects };
}
