import { EVEN, type Plane } from './ink.ts';

/** A connected stain of an ink map: a letter, a part of an ideograph, or no writing at all. Ends are exclusive. */
export interface Shape {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** In pixels. */
  readonly area: number;
  /** What its pixels are in the map. */
  readonly ink: number;
}

interface Growing {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  area: number;
  ink: number;
}

/** What touches, corners included, is one shape. Runs of a row are joined with those of the row above. */
export function shapesOf({ width, height, values }: Plane): Shape[] {
  const shapes: Growing[] = [];
  /** A shape that grew together with an older one points at it. */
  const parents: number[] = [];
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  let above: Run[] = [];
  for (let y = 0; y < height; y++) {
    const runs: Run[] = [];
    let next = 0;
    for (let x = 0; x < width; ) {
      const ink = values[y * width + x] ?? EVEN;
      const x0 = x;
      while (x < width && values[y * width + x] === ink) x++;
      if (ink === EVEN) continue;
      let shape = -1;
      while ((above[next]?.x1 ?? width + 1) < x0) next++;
      for (let near = next; (above[near]?.x0 ?? width + 1) <= x; near++) {
        const run = above[near];
        if (run?.ink !== ink) continue;
        const root = rootOf(run.shape);
        if (shape === -1) shape = root;
        else if (root !== shape) {
          const [older, younger] = root < shape ? [root, shape] : [shape, root];
          parents[younger] = older;
          unite(shapes[older], shapes[younger]);
          shape = older;
        }
      }
      const grown = { x0, y0: y, x1: x, y1: y + 1, area: x - x0, ink };
      if (shape === -1) {
        shape = shapes.push(grown) - 1;
        parents.push(shape);
      } else {
        unite(shapes[shape], grown);
      }
      runs.push({ x0, x1: x, ink, shape });
    }
    above = runs;
  }
  return shapes.filter((_, index) => parents[index] === index);
}

interface Run {
  readonly x0: number;
  readonly x1: number;
  readonly ink: number;
  readonly shape: number;
}

function unite(into: Growing | undefined, from: Growing | undefined) {
  if (into === undefined || from === undefined) return;
  into.x0 = Math.min(into.x0, from.x0);
  into.y0 = Math.min(into.y0, from.y0);
  into.x1 = Math.max(into.x1, from.x1);
  into.y1 = Math.max(into.y1, from.y1);
  into.area += from.area;
}
