import type { Box } from '#lib/contract/vision.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { ImageSize } from './image-size.ts';

/** Boxes as other servers write them. */
export interface RawBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Undefined: pixels, or shares of the picture's sides; nothing but its size tells. */
  readonly unit: 'share' | undefined;
  /** The same four numbers as corners, where nothing says whether they are corners or a corner and a size. */
  readonly asCorners?: RawBox;
}

/** An entry's fields by their names in small letters without marks: `BoundingBox` and `bounding_box` are one. */
export type Fields = ReadonlyMap<string, unknown>;

export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');

export const fieldsOf = (entry: Readonly<Record<string, unknown>>): Fields =>
  new Map(Object.entries(entry).map(([name, value]) => [plainName(name), value]));

/** Where an entry's box may stand, the likeliest first. */
const BOX_FIELDS = [
  ...['box', 'bbox', 'boundingbox', 'boundingpoly', 'boundingpolygon', 'bounds', 'rect', 'rectangle', 'facerectangle'],
  ...['bbox2d', 'box2d', 'xyxy', 'xywh', 'geometry', 'polygon', 'vertices', 'points'],
];

/** Numbers that say nothing but by their place, of which the name tells the order. */
const ORDERS: Readonly<Record<string, (numbers: Four) => RawBox | undefined>> = {
  // Qwen-VL and others.
  bbox2d: ([left, top, right, bottom]) => rawBox([left, top, right, bottom]),
  xyxy: ([left, top, right, bottom]) => rawBox([left, top, right, bottom]),
  xywh: ([left, top, width, height]) => rawBox([left, top, left + width, top + height]),
  // Gemini: top and left first, in thousandths.
  box2d: ([top, left, bottom, right]) => {
    const [x1, y1, x2, y2] = [left / 1000, top / 1000, right / 1000, bottom / 1000];
    return rawBox([x1, y1, x2, y2], 'share');
  },
};

type Four = readonly [number, number, number, number];

/** The box of an entry, wherever it stands there. */
export function boxOfEntry(entry: Readonly<Record<string, unknown>>): RawBox | undefined {
  const fields = fieldsOf(entry);
  for (const name of BOX_FIELDS) {
    const box = boxOfField(name, fields.get(name));
    if (box !== undefined) return box;
  }
  return boxOfFields(fields);
}

function boxOfField(name: string, value: unknown): RawBox | undefined {
  if (typeof value === 'string') return boxOfText(name, value);
  if (Array.isArray(value)) return boxOfList(name, value);
  if (!isRecord(value)) return undefined;
  const fields = fieldsOf(value);
  const inner = boxOfFields(fields);
  // Rekognition's are shares, and alone begin with a capital.
  if (inner !== undefined) return 'Left' in value ? { ...inner, unit: 'share' } : inner;
  if (name === 'geometry') return boxOfField('boundingbox', fields.get('boundingbox'));
  const shares = boxOfPoints(fields.get('normalizedvertices'));
  return shares === undefined ? boxOfPoints(fields.get('vertices')) : { ...shares, unit: 'share' };
}

/** Azure's older reader: `"10,20,100,200"`. */
const boxOfText = (name: string, text: string) =>
  /^\s*-?[\d.]+(\s*,\s*-?[\d.]+){3}\s*$/.test(text) ? boxOfList(name, text.split(',').map(Number)) : undefined;

function boxOfList(name: string, list: readonly unknown[]): RawBox | undefined {
  if (!list.every((value) => typeof value === 'number')) return boxOfPoints(list);
  const [one, two, three, four] = list;
  if (list.length === 4 && one !== undefined && two !== undefined && three !== undefined && four !== undefined) {
    const inOrder = ORDERS[name];
    if (inOrder !== undefined) return inOrder([one, two, three, four]);
    const [sized, corners] = [rawBox([one, two, one + three, two + four]), rawBox([one, two, three, four])];
    return sized === undefined || corners === undefined ? sized : { ...sized, asCorners: corners };
  }
  // Corner after corner, as x1, y1, x2, y2 and so on.
  if (list.length < 6 || list.length % 2 === 1) return undefined;
  const side = (rest: number) => list.filter((_, index) => index % 2 === rest);
  return around(side(0), side(1));
}

/** A polygon: `[{x, y}, …]` or `[[x, y], …]`. Google leaves out what is 0. */
function boxOfPoints(value: unknown): RawBox | undefined {
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const points = value.map((point: unknown) => {
    if (Array.isArray(point)) return point.length === 2 ? point : [];
    return isRecord(point) ? [point.x ?? point.X ?? 0, point.y ?? point.Y ?? 0] : [];
  });
  const numbers = points.flat().filter((number) => typeof number === 'number');
  if (numbers.length !== 2 * value.length) return undefined;
  return around(
    numbers.filter((_, index) => index % 2 === 0),
    numbers.filter((_, index) => index % 2 === 1),
  );
}

const least = (numbers: readonly number[]) => numbers.reduce((low, number) => Math.min(low, number), Infinity);
const most = (numbers: readonly number[]) => numbers.reduce((high, number) => Math.max(high, number), -Infinity);
const around = (xs: readonly number[], ys: readonly number[]) => rawBox([least(xs), least(ys), most(xs), most(ys)]);

/** Names of the left, the top, and of what the other two are: a size or the corner across. */
const NAMED: readonly (readonly [...names: [string, string, string, string], isSize: boolean])[] = [
  ['x', 'y', 'width', 'height', true],
  ['x', 'y', 'w', 'h', true],
  ['left', 'top', 'width', 'height', true],
  ['left', 'top', 'right', 'bottom', false],
  ['x1', 'y1', 'x2', 'y2', false],
  ['xmin', 'ymin', 'xmax', 'ymax', false],
];

function boxOfFields(fields: Fields): RawBox | undefined {
  for (const [leftName, topName, acrossName, downName, isSize] of NAMED) {
    const [left, top] = [fields.get(leftName), fields.get(topName)];
    const [across, down] = [fields.get(acrossName), fields.get(downName)];
    if (typeof left !== 'number' || typeof top !== 'number') continue;
    if (typeof across !== 'number' || typeof down !== 'number') continue;
    return rawBox([left, top, ...(isSize ? ([left + across, top + down] as const) : ([across, down] as const))]);
  }
  return undefined;
}

function rawBox(sides: Four, unit?: 'share'): RawBox | undefined {
  const [left, top, right, bottom] = sides;
  const isBox = sides.every(Number.isFinite) && right > left && bottom > top;
  return isBox ? { left, top, right, bottom, unit } : undefined;
}

/** A share that was rounded up is still one. */
const MOST_SHARE = 1.01;
/** Boxes run over the edge a little, corners taken for sizes by far. */
const OVERRUN = 1.05;

/**
 * Turns boxes of one answer into pixels of a picture, cut to it: what each alone leaves open, all of them together tell.
 * Boxes that all lie between 0 and 1 are shares; four bare numbers are corners where sizes would lead out of the picture.
 *
 * @param inPixels the answer's own form says that it counts in pixels
 * @returns one for each, undefined where it does not lie in the picture
 */
export function boxesInPixels(raw: readonly (RawBox | undefined)[], size: ImageSize, inPixels: boolean) {
  const open = raw.filter((box) => box !== undefined && box.unit === undefined);
  const areShares =
    !inPixels && open.every((box) => box !== undefined && fits(box, { width: 1, height: 1 }, MOST_SHARE));
  const sides = areShares ? { width: 1, height: 1 } : size;
  const bare = open.filter((box) => box?.asCorners !== undefined);
  const areCorners =
    bare.some((box) => box !== undefined && !fits(box, sides, OVERRUN)) &&
    bare.every((box) => box?.asCorners !== undefined && fits(box.asCorners, sides, MOST_SHARE));
  const asMeant = (box: RawBox) => (areCorners ? (box.asCorners ?? box) : box);
  return raw.map((box) =>
    box === undefined ? undefined : inPicture(asMeant(box), size, box.unit === 'share' || areShares),
  );
}

const fits = (box: RawBox, { width, height }: ImageSize, slack: number): boolean =>
  box.left >= 0 && box.top >= 0 && box.right <= width * slack && box.bottom <= height * slack;

function inPicture(box: RawBox, { width, height }: ImageSize, isShare: boolean): Box | undefined {
  const [across, down] = isShare ? [width, height] : [1, 1];
  const x = Math.max(0, box.left * across);
  const y = Math.max(0, box.top * down);
  const cut = { x, y, width: Math.min(width, box.right * across) - x, height: Math.min(height, box.bottom * down) - y };
  return cut.width > 0 && cut.height > 0 ? cut : undefined;
}
