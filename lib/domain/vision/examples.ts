/** Pictures of our own making that can be tried without a file. */
export interface VisionExample {
  readonly id: 'receipt' | 'street' | 'portraits' | 'poster';
  readonly src: string;
  readonly thumb: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const EXAMPLES: readonly VisionExample[] = [];
