import { randomBytes } from 'node:crypto';

/** 128 random bits: nobody can guess another's. */
export function newRequestId(): string {
  return `req_${randomBytes(16).toString('hex')}`;
}
