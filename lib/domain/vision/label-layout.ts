import type { ImageSize } from './image-size.ts';
import type { Rect } from './rect.ts';

/** A box whose label wants a place. */
export interface Labelled {
  readonly id: string;
  readonly box: Rect;
  /** The label's own size. */
  readonly label: ImageSize;
  /** Who comes first where there is little room; undefined comes last. */
  readonly confidence: number | undefined;
}

export interface LabelLayout {
  /** Where labels stand: they do not overlap, and lie in the picture. */
  readonly placed: ReadonlyMap<string, Rect>;
  /** Labels for which there was no room. */
  readonly hidden: readonly string[];
}

export interface LayoutOptions {
  /** The picture as it is shown, in CSS pixels. */
  readonly frame: ImageSize;
  /** Whoever is pointed at: always has a label, and the best place for it. */
  readonly first?: string | undefined;
}

/** From a label to its box. */
const GAP_PX = 2;

/** Finds a place for each label, the most confident first. The same boxes have the same places, in whatever order. */
export function layoutLabels(boxes: readonly Labelled[], { frame, first }: LayoutOptions): LabelLayout {
  const placed = new Map<string, Rect>();
  const hidden: string[] = [];
  const taken = new Grid();
  for (const one of byConfidence(boxes, first)) {
    const places = placesOf(one, frame);
    const isFirst = one.id === first;
    const place = isFirst ? places[0] : places.find((candidate) => taken.isFree(candidate));
    if (place === undefined) hidden.push(one.id);
    else {
      placed.set(one.id, place);
      taken.take(place);
    }
  }
  return { placed, hidden };
}

/**
 * Shows one label more in a layout, at its best place.
 *
 * @returns the place, and whose labels it covers
 */
export function showOver({ placed }: LabelLayout, one: Labelled, frame: ImageSize) {
  const places = placesOf(one, frame);
  const place = places[0] ?? { x: 0, y: 0, width: frame.width, height: frame.height };
  const covered = [...placed].filter(([id, other]) => id !== one.id && overlap(place, other)).map(([id]) => id);
  return { place, covered };
}

const byConfidence = (boxes: readonly Labelled[], first: string | undefined): Labelled[] =>
  boxes.toSorted(
    (one, other) =>
      Number(other.id === first) - Number(one.id === first) ||
      (other.confidence ?? -1) - (one.confidence ?? -1) ||
      // Small boxes have fewer places beside them that are plainly theirs.
      one.box.width * one.box.height - other.box.width * other.box.height ||
      (one.id < other.id ? -1 : 1),
  );

/** Where a label may stand, the best place first. One that is larger than the picture is cut to it. */
function placesOf({ box, label }: Labelled, frame: ImageSize): Rect[] {
  const [width, height] = [Math.min(label.width, frame.width), Math.min(label.height, frame.height)];
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const [above, below] = [box.y - height - GAP_PX, bottom + GAP_PX];
  const [atEnd, inTop, inBottom] = [right - width, box.y + GAP_PX, bottom - height - GAP_PX];
  const fitsInside = box.width >= width + 2 * GAP_PX && box.height >= height + 2 * GAP_PX;
  const inside: [number, number][] = [
    [box.x + GAP_PX, inTop],
    [atEnd - GAP_PX, inTop],
    [box.x + GAP_PX, inBottom],
    [atEnd - GAP_PX, inBottom],
  ];
  const corners: [number, number][] = [
    [box.x, above],
    ...(fitsInside ? inside : inside.slice(0, 1)),
    [box.x, below],
    [right + GAP_PX, box.y],
    [box.x - width - GAP_PX, box.y],
    [atEnd, above],
    [atEnd, below],
    [right + GAP_PX, bottom - height],
    [box.x - width - GAP_PX, bottom - height],
  ];
  const mostX = frame.width - width;
  const mostY = frame.height - height;
  const places = corners
    // Along its box a label may be pushed back into the picture, away from it it may not.
    .map(([x, y]): [number, number] => [x < box.x + box.width && x > box.x - width ? clamp(x, mostX) : x, y])
    .filter(([x, y]) => x >= 0 && x <= mostX && y >= 0 && y <= mostY)
    .map(([x, y]) => ({ x, y, width, height }));
  // Never none: a box as large as the picture, or flat at its edge.
  return places.length > 0 ? places : [{ x: clamp(box.x, mostX), y: clamp(box.y, mostY), width, height }];
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));

/** Whether they have more in common than an edge. */
const overlap = (one: Rect, other: Rect): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

const CELL_WIDTH_PX = 96;
const CELL_HEIGHT_PX = 24;

/** What is taken, by the cells that it touches: labels that do not overlap are few in each. */
class Grid {
  readonly #cells = new Map<number, Rect[]>();

  isFree(place: Rect): boolean {
    return this.#touched(place).every((key) => this.#cells.get(key)?.every((other) => !overlap(place, other)) ?? true);
  }

  take(place: Rect): void {
    for (const key of this.#touched(place)) {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [place]);
      else cell.push(place);
    }
  }

  #touched({ x, y, width, height }: Rect): number[] {
    const keys: number[] = [];
    for (let row = Math.floor(y / CELL_HEIGHT_PX); row * CELL_HEIGHT_PX < y + height; row++) {
      for (let column = Math.floor(x / CELL_WIDTH_PX); column * CELL_WIDTH_PX < x + width; column++) {
        keys.push(row * 2 ** 20 + column);
      }
    }
    return keys;
  }
}
