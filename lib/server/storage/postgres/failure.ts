import { DatabaseError } from 'pg';
import type { Failure } from '#lib/server/storage/write-queue.ts';

/**
 * Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). Cardinality, data exception,
 * integrity, and a limit of the program, such as a text too long for an index: the rows are at fault.
 */
const REFUSED = ['21', '22', '23', '54'];
/** Rolled back for the sake of another transaction. */
const BUSY = '40';

const FOREIGN_KEY = '23503';

const codeOf = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '');

/** What a failed statement tells of the next try. */
export function postgresFailure(error: unknown): Failure {
  const errorClass = codeOf(error).slice(0, 2);
  if (REFUSED.includes(errorClass)) return 'refused';
  return errorClass === BUSY ? 'busy' : 'down';
}

/** Whether a row refers to one that is gone. */
export const lacksReference = (error: unknown): boolean => codeOf(error) === FOREIGN_KEY;
