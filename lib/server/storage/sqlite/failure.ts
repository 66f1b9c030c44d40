import type { Failure } from '#lib/server/storage/write-queue.ts';

/** Primary result codes (https://sqlite.org/rescode.html), the low byte of those that node:sqlite tells. */
const PRIMARY = 0xff;
const BUSY = [5, 6];
/** ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE: what was to be written is at fault, and will be the next time. */
const REFUSED = [1, 18, 19, 20, 25];

const FOREIGN_KEY = 787;

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;

/** What a failed statement tells of the next try. */
export function sqliteFailure(error: unknown): Failure {
  const code = codeOf(error);
  // Node's own word on a value that it cannot bind.
  if (code === undefined) return error instanceof TypeError || error instanceof RangeError ? 'refused' : 'down';
  if (BUSY.includes(code & PRIMARY)) return 'busy';
  // A table that is missing, or a transaction that cannot begin, is no fault of a row, though SQLite tells it by the same
  // code: rows wait.
  if (error instanceof Error && /^(no such |cannot start a transaction)/.test(error.message)) return 'down';
  return REFUSED.includes(code & PRIMARY) ? 'refused' : 'down';
}

/** Whether a row refers to one that is gone. */
export const lacksReference = (error: unknown): boolean => codeOf(error) === FOREIGN_KEY;
