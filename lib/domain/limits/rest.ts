/** What one board cost. */
export interface BoardCost {
  /** From its beginning to its end, in milliseconds: mostly waiting, for the database and for a turn of the processor. */
  readonly tookMs: number;
  /** How much of that the thread worked, in milliseconds. */
  readonly workedMs: number;
}

/** So many times what a board works the thread is left to calls. */
const REST = 4;

/**
 * How long nothing is drawn after a board. Where limits are many, calls come first: the thread rests four times as long
 * as it worked, the database as long as the board took. One dear board is no sign of many limits, least of all the first,
 * which loads and reads what those after it have at hand: of the last two the cheaper one counts.
 *
 * @param tickMs from the beginning of one board to the next, where they cost nothing
 */
export function restMs(board: BoardCost, before: BoardCost | undefined, tickMs: number): number {
  const rest = Math.min(owedMs(board), before === undefined ? 0 : owedMs(before));
  return Math.max(tickMs - board.tookMs, rest, 0);
}

const owedMs = ({ tookMs, workedMs }: BoardCost): number => Math.max(REST * workedMs, tookMs);
