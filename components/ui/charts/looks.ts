import { OTHER, type Series } from './chart-data.ts';

/** A shape within 10 × 10 around the middle, as the `d` of an SVG path. */
export interface Shape {
  readonly path: string;
  readonly hollow: boolean;
}

/** How a series is told from the others: by its colour, and by its shape for whoever does not see that. */
export interface Look {
  /** Class that makes the colour the current one. */
  readonly colour: string;
  readonly shape: Shape;
}

/** A series with its look. */
export interface Shown extends Series, Look {}

const COLOURS = [
  'text-series-1',
  'text-series-2',
  'text-series-3',
  'text-series-4',
  'text-series-5',
  'text-series-6',
  'text-series-7',
  'text-series-8',
  'text-series-9',
  'text-series-10',
];
const OTHER_COLOUR = 'text-series-other';

const PATHS = [
  'M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z',
  'M-3.5,-3.5h7v7h-7z',
  'M0,-4.5L4.5,3.5H-4.5z',
  'M0,-5L5,0L0,5L-5,0z',
  'M-1.5,-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z',
];
const SHAPES: readonly Shape[] = [false, true].flatMap((hollow) => PATHS.map((path) => ({ path, hollow })));
const OTHER_SHAPE: Shape = { path: 'M-4,-1.5h8v3h-8z', hollow: false };

/** Of marks, which are all of one colour. */
const MARK_COLOUR = 'text-danger';
const MARK_SHAPES: readonly Shape[] = [
  'M-4.5,-3.5H4.5L0,4.5z',
  'M-4.5,-3L-3,-4.5L0,-1.5L3,-4.5L4.5,-3L1.5,0L4.5,3L3,4.5L0,1.5L-3,4.5L-4.5,3L-1.5,0z',
  'M-2,-5h4v5.5h-4zM-2,2h4v3h-4z',
].map((path) => ({ path, hollow: false }));

const PLAIN: Shape = { path: '', hollow: false };

/** Series in the order in which they are shown, with their looks. */
export function withLooks(series: readonly Series[]): Shown[] {
  const own = series.filter(({ id }) => id !== OTHER);
  return [
    ...own.map((one, index) => ({
      ...one,
      colour: COLOURS[index % COLOURS.length] ?? OTHER_COLOUR,
      shape: SHAPES[index % SHAPES.length] ?? PLAIN,
    })),
    ...series.filter(({ id }) => id === OTHER).map((one) => ({ ...one, colour: OTHER_COLOUR, shape: OTHER_SHAPE })),
  ];
}

export const withMarkLooks = (marks: readonly Series[]): Shown[] =>
  marks.map((one, index) => ({
    ...one,
    colour: MARK_COLOUR,
    shape: MARK_SHAPES[index % MARK_SHAPES.length] ?? PLAIN,
  }));
