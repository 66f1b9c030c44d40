import type { CallKind } from '#lib/contract/key-use.ts';
import type { UsageSums } from '#lib/contract/usage.ts';
import type { SumsSince } from '#lib/domain/keys/hours.ts';
import type { Unit } from '#lib/domain/limits/subject.ts';
import type { LedgerEntry, LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import type { CallerUse } from '#lib/domain/usage/sums.ts';

/** Whose use is summed: the three kinds of subject of the limits. */
export interface UseQuery {
  readonly keyId?: string;
  readonly owner?: string;
  readonly plan?: string;
  readonly unit: Unit;
  /** Unix milliseconds; both on a quarter of an hour. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface TotalsQuery {
  /** Unix milliseconds; both on a quarter of an hour. */
  readonly startMs: number;
  readonly endMs: number;
  /** Calls of the sandbox cost nothing, and stay out unless they are asked for. */
  readonly withSandbox: boolean;
  /** Undefined: everybody's. */
  readonly owner?: string | undefined;
}

export interface CallersQuery {
  /** Unix milliseconds; both on a quarter of an hour. */
  readonly startMs: number;
  readonly endMs: number;
  /** An owner's use, and that with these keys, whoever's they were then; undefined: everybody's. */
  readonly of?: { readonly owner: string; readonly keyIds: readonly string[] } | undefined;
}

/** Keys, and whose calls with them count: those under this owner's name. */
export interface OwnUseQuery {
  readonly owner: string;
  readonly keyIds: readonly string[];
}

export interface KeyQuery {
  readonly keyId: string;
  /** Only calls under this owner's name; undefined: whoever's the key was then. */
  readonly owner?: string | undefined;
  /** Unix milliseconds, on a quarter of an hour. */
  readonly startMs: number;
  /** So many of the kinds and of the calls. */
  readonly limit: number;
}

/** What was done with a key since an instant. */
export interface KeyHistory {
  /** By the quarter of an hour, without those that nothing began in. */
  readonly quarters: readonly SumsSince[];
  /** The most frequent first. */
  readonly kinds: readonly CallKind[];
  /** The newest first. */
  readonly calls: readonly LedgerRow[];
  /** Unix milliseconds. */
  readonly firstCallMs: number | null;
}

/**
 * The port to the books: a reservation is on disk before its call goes out, and becomes exactly one row when it ends.
 * Sums over quarters of an hour are written with the rows, in the same transaction.
 */
export interface Ledger {
  /**
   * Resolves when the reservation survives the end of this process.
   *
   * @throws ApiError 503 `storage_unavailable`
   */
  reserve(reservation: Reservation): Promise<void>;
  /**
   * Takes the row and writes it within 100 ms, in a group; a row whose id is there already changes nothing. Kept and
   * tried again while the disk refuses.
   */
  settle(entry: LedgerEntry): void;
  /** Resolves when every row taken so far is on disk. */
  flush(): Promise<void>;
  /** What rows so far add up to, those taken and not yet written included. @throws ApiError 503 `storage_unavailable` */
  used(query: UseQuery): Promise<number>;
  /** What rows of a window add up to, those taken and not yet written included. @throws ApiError 503 `storage_unavailable` */
  totals(query: TotalsQuery): Promise<UsageSums>;
  /** The same for each caller, calls of the sandbox included. @throws ApiError 503 `storage_unavailable` */
  callers(query: CallersQuery): Promise<CallerUse[]>;
  /**
   * When each key was used last: the beginning of the quarter of an hour, in Unix milliseconds.
   *
   * @param of undefined: all keys, whoever's they were
   * @throws ApiError 503 `storage_unavailable`
   */
  lastUses(of?: OwnUseQuery): Promise<ReadonlyMap<string, number>>;
  /** Calls of the sandbox included. @throws ApiError 503 `storage_unavailable` */
  keyHistory(query: KeyQuery): Promise<KeyHistory>;
  /** Rows in the order of their ids, which is that of time: those after an id, the empty one for the first. */
  rows(afterId: string, limit: number): Promise<LedgerRow[]>;
  /**
   * Writes a row for every reservation whose process has died: prompt tokens as estimated, nothing for an answer that
   * nobody counted, outcome `interrupted`.
   *
   * @returns the rows written by this process
   */
  heal(): Promise<readonly LedgerRow[]>;
  /** Deletes rows and sums that began before these instants (Unix milliseconds), a few at a time. */
  prune(before: { readonly rowsMs: number; readonly sumsMs: number; readonly minutesMs: number }): Promise<void>;
  /** Writes what is left and lets go. */
  close(): Promise<void>;
}
