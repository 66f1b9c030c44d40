import { ApiError } from '#lib/contract/errors.ts';
import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import type { Log } from '#lib/server/log.ts';

/** Where groups are written; each either wholly or not at all. */
export interface GroupWriter {
  /** @throws when nothing was written */
  reserve(reservations: readonly Reservation[]): Promise<void> | void;
  /** Removes the reservations and adds the rows, with their sums. @throws when nothing was written */
  settle(rows: readonly LedgerRow[]): Promise<void> | void;
}

/** A row is on disk within 100 ms: so long it waits for company, the rest is for the write itself. */
const SETTLE_MS = 50;
/** More rows than this are written at once. */
const GROUP_ROWS = 500;
/** While the disk refuses, so many rows are kept; about 100 MB. */
const MAX_WAITING_ROWS = 200_000;
const RETRY_MS = 1_000;

interface WaitingReservation {
  readonly reservation: Reservation;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Gathers writes into groups: reservations of one turn of the event loop become one commit, rows of 50 ms another.
 * A commit costs far more than a row in it.
 */
export class WriteQueue {
  readonly #writer: GroupWriter;
  readonly #log: Log;
  #reservations: WaitingReservation[] = [];
  #rows: LedgerRow[] = [];
  #reserving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settling: Promise<void> | undefined;
  /** One loop at a time writes rows on its own account; those who flush wait for the same groups. */
  #writing = false;
  /** The last write failed: rows wait for the next try however many come. */
  #refused = false;
  #closed = false;

  constructor(writer: GroupWriter, log: Log) {
    this.#writer = writer;
    this.#log = log;
  }

  /** Resolves once it is on disk. @throws ApiError 503 `storage_unavailable` */
  reserve(reservation: Reservation): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#reservations.push({ reservation, resolve, reject });
      if (this.#reserving) return;
      this.#reserving = true;
      setImmediate(() => void this.#writeReservations());
    });
  }

  async #writeReservations(): Promise<void> {
    // One group at a time: what comes while a group is on its way is the next group.
    while (this.#reservations.length > 0) {
      const group = this.#reservations;
      this.#reservations = [];
      try {
        const written = this.#writer.reserve(group.map(({ reservation }) => reservation));
        if (written !== undefined) await written;
        for (const { resolve } of group) resolve();
      } catch (cause) {
        this.#log.error('ledger unavailable', { cause: String(cause) });
        const error = storageUnavailable(cause);
        for (const { reject } of group) reject(error);
      }
    }
    this.#reserving = false;
  }

  settle(row: LedgerRow): void {
    this.#rows.push(row);
    // While a write is on its way, its end takes these rows along; when it was refused, they wait for the next try.
    if (this.#rows.length >= GROUP_ROWS && !this.#writing && !this.#refused) void this.#writeRows();
    else this.#timer ??= setTimeout(() => void this.#writeRows(), SETTLE_MS);
  }

  /** Resolves when all rows taken so far are written. @throws what the disk said */
  async flush(): Promise<void> {
    await this.#settling;
    while (this.#rows.length > 0) await this.#writeGroup();
  }

  /** What a read says that counts every row taken so far. @throws ApiError 503 `storage_unavailable` */
  async afterFlush<T>(read: () => Promise<T>): Promise<T> {
    try {
      await this.flush();
      return await read();
    } catch (cause) {
      throw storageUnavailable(cause);
    }
  }

  /** The rows that no write has taken yet, for a last synchronous one when the process ends. */
  takeRows(): readonly LedgerRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Writes what is left; what cannot be written then is lost, and logged. Nothing is tried afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    try {
      await this.flush();
    } catch (cause) {
      this.#log.error('ledger rows lost', { rows: this.#rows.length, cause: String(cause) });
      this.#rows = [];
    }
    clearTimeout(this.#timer);
  }

  async #writeRows(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing) return;
    this.#writing = true;
    try {
      await this.flush();
      this.#refused = false;
    } catch (cause) {
      this.#refused = true;
      this.#log.error('ledger rows wait', { rows: this.#rows.length, cause: String(cause) });
      // The newest go: the oldest may be on their way again by now, for somebody who flushes.
      const lost = this.#rows.splice(MAX_WAITING_ROWS).length;
      if (lost > 0) this.#log.error('ledger rows lost', { rows: lost });
      clearTimeout(this.#timer);
      if (!this.#closed) this.#timer = setTimeout(() => void this.#writeRows(), RETRY_MS);
    } finally {
      this.#writing = false;
    }
  }

  #writeGroup(): Promise<void> {
    this.#settling ??= this.#writeFirstRows().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #writeFirstRows(): Promise<void> {
    const group = this.#rows.slice(0, GROUP_ROWS);
    await this.#writer.settle(group);
    this.#rows.splice(0, group.length);
  }
}

/** @param cause for the log; the caller learns nothing of it */
export const storageUnavailable = (cause: unknown): ApiError =>
  new ApiError('storage_unavailable', 'The gateway cannot write its ledger, so it takes no calls. Try again later.', {
    retryAfterMs: 1_000,
    cause,
  });
