/** Words of the renderer, in the reader's language. */
export interface MarkdownLabels {
  readonly copy: string;
  readonly copied: string;
  /** Names a block of code whose language is not known. */
  readonly code: string;
  /** Names a table's scrolling region. */
  readonly table: string;
  /** Names a formula on lines of its own. */
  readonly formula: string;
}
