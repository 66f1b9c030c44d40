/** Pictures to try the vision page with: drawn by `scripts/draw-vision-examples.ts`, so that nobody's photo is shown. */
export interface Example {
  readonly id: 'receipt' | 'desk' | 'portraits' | 'poster';
  readonly src: string;
  readonly thumb: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

const PATH = '/examples/vision';
const example = (id: Example['id'], [widthPx, heightPx]: readonly [number, number]): Example => ({
  ...{ id, src: `${PATH}/${id}.webp`, thumb: `${PATH}/${id}-thumb.webp` },
  ...{ widthPx, heightPx },
});

export const EXAMPLES: readonly Example[] = [
  example('receipt', [853, 1280]),
  example('desk', [1280, 853]),
  example('portraits', [1280, 853]),
  example('poster', [1280, 853]),
];
