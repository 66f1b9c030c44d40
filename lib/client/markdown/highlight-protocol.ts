/** Text and colour of one stretch of a line; an empty colour is the code's own. */
export type LineToken = readonly [text: string, colour: string];

/** Page → worker: the next complete lines of a block. */
export interface HighlightRequest {
  readonly id: number;
  readonly language: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** The block has ended: its state may be forgotten. */
  readonly last: boolean;
}

/** Worker → page: those lines, coloured. */
export interface HighlightAnswer {
  readonly id: number;
  readonly firstLine: number;
  readonly lines: readonly (readonly LineToken[])[];
  readonly last: boolean;
}
