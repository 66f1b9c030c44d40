import { randomFillSync } from 'node:crypto';

const ID_BYTES = 16;

/** Random bytes are drawn for many ids at once: each draw is a call into the kernel. */
const pool = Buffer.alloc(ID_BYTES * 256);
let used = pool.length;

/** 128 random bits: nobody can guess another's. */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return `req_${pool.toString('hex', used - ID_BYTES, used)}`;
}
