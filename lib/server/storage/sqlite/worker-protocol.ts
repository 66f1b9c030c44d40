/** Messages between the process and the thread that reads for the console. */

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export type SqlReply =
  | { readonly id: number; readonly rows: readonly object[]; readonly changes: number }
  | { readonly id: number; readonly error: string };

/** @throws Error for what SQLite has no type for */
export function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new Error(`SQLite takes no ${typeof value}`);
}
