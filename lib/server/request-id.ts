import { randomFillSync } from 'node:crypto';

const TIME_BYTES = 6;
const RANDOM_BYTES = 10;

/** Random bytes are drawn for many ids at once: each draw is a call into the kernel. */
const pool = Buffer.alloc(RANDOM_BYTES * 256);
let used = pool.length;

/**
 * 48 bits of time, then 80 of chance, as a ULID has them: nobody can guess another's, and the ledger, which is kept in
 * the order of ids, grows at its end only.
 */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  const time = Date.now()
    .toString(16)
    .padStart(TIME_BYTES * 2, '0');
  return `req_${time}${pool.toString('hex', used - RANDOM_BYTES, used)}`;
}
