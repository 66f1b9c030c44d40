/** Of a box what places it, in whatever pixels. */
export type Rect = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;
