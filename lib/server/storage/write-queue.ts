import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '#lib/contract/errors.ts';
import type { LedgerEntry, Reservation } from '#lib/domain/usage/call.ts';
import type { Log } from '#lib/server/log.ts';

/**
 * What a failed write tells. `refused`: these rows, now and ever after, for a fault of one of them; `busy`: somebody
 * else is writing, in a moment it may go; `down`: nothing can be written for now.
 */
export type Failure = 'refused' | 'busy' | 'down';

/** Where groups are written; each either wholly or not at all. */
export interface GroupWriter {
  /** @throws when nothing was written */
  reserve(reservations: readonly Reservation[]): Promise<void> | void;
  /** Removes the reservations and adds the rows, with their sums. @throws when nothing was written */
  settle(rows: readonly LedgerEntry[]): Promise<void> | void;
  /** Removes reservations that no row will be written for. */
  release(requestIds: readonly string[]): Promise<void> | void;
  /** @param error what `reserve`, `settle` or `release` threw */
  failureOf(error: unknown): Failure;
}

/** A row is on disk within 100 ms: so long it waits for company, the rest is for the write itself. */
const SETTLE_MS = 50;
/** More rows than this are written at once. */
const GROUP_ROWS = 500;
/** While the disk refuses, so many rows are kept; about 100 MB. */
const MAX_WAITING_ROWS = 200_000;
const RETRY_MS = 1_000;
/** Between two tries at a busy database; the event loop goes on meanwhile. */
const BUSY_PAUSE_MS = 50;
/** Three seconds, and what the tries themselves take: longer than anything this process does on the other connection. */
const BUSY_TRIES = 60;

interface WaitingReservation {
  readonly reservation: Reservation;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Gathers writes into groups: reservations of one turn of the event loop become one commit, rows of 50 ms another.
 * A commit costs far more than a row in it. A group that is refused for the fault of one member is halved until that
 * one stands alone: it fails, and no other.
 */
export class WriteQueue {
  readonly #writer: GroupWriter;
  readonly #log: Log;
  #reservations: WaitingReservation[] = [];
  readonly #rows: LedgerEntry[] = [];
  /** How many rows came, and how many of them are written or given up for good, ever. */
  #taken = 0;
  #done = 0;
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

  /** One group at a time: what comes while a group is on its way is the next group, in the loop's next turn. */
  async #writeReservations(): Promise<void> {
    const group = this.#reservations;
    this.#reservations = [];
    await this.#reserveGroup(group);
    this.#reserving = this.#reservations.length > 0;
    if (this.#reserving) setImmediate(() => void this.#writeReservations());
  }

  async #reserveGroup(group: readonly WaitingReservation[]): Promise<void> {
    try {
      await this.#patiently(() => this.#writer.reserve(group.map(({ reservation }) => reservation)));
      for (const { resolve } of group) resolve();
    } catch (cause) {
      if (group.length > 1 && this.#writer.failureOf(cause) === 'refused') {
        const half = Math.ceil(group.length / 2);
        await this.#reserveGroup(group.slice(0, half));
        await this.#reserveGroup(group.slice(half));
        return;
      }
      this.#log.error('ledger unavailable', { cause: String(cause) });
      const error = storageUnavailable(cause);
      for (const { reject } of group) reject(error);
    }
  }

  settle(row: LedgerEntry): void {
    this.#rows.push(row);
    this.#taken++;
    // While a write is on its way, its end takes these rows along; when it was refused, they wait for the next try.
    if (this.#rows.length >= GROUP_ROWS && !this.#writing && !this.#refused) void this.#writeRows();
    else this.#timer ??= setTimeout(() => void this.#writeRows(), SETTLE_MS);
  }

  /** Resolves when all rows taken so far are written. @throws what the disk said */
  async flush(): Promise<void> {
    const taken = this.#taken;
    // Rows that are given up meanwhile count no more: then the list is empty before the count is reached.
    while (this.#done < taken && this.#rows.length > 0) await this.#writeGroup();
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
  takeRows(): readonly LedgerEntry[] {
    return this.#giveUp(0);
  }

  /** Writes what is left; what cannot be written then is lost, and logged. Nothing is tried afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    try {
      while (this.#rows.length > 0) await this.#writeGroup();
    } catch (cause) {
      this.#log.error('ledger rows lost', { rows: this.#giveUp(0).length, cause: String(cause) });
    }
    clearTimeout(this.#timer);
  }

  async #writeRows(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing) return;
    this.#writing = true;
    try {
      // Rows whose time came while others were being written go at once, the others when theirs comes.
      do await this.flush();
      while (this.#rows.length >= GROUP_ROWS || (this.#rows.length > 0 && this.#timer === undefined));
      this.#refused = false;
    } catch (cause) {
      this.#refused = true;
      this.#log.error('ledger rows wait', { rows: this.#rows.length, cause: String(cause) });
      // The newest go: the oldest may be on their way again by now, for somebody who flushes.
      const lost = this.#giveUp(MAX_WAITING_ROWS).length;
      if (lost > 0) this.#log.error('ledger rows lost', { rows: lost });
      clearTimeout(this.#timer);
      if (!this.#closed) this.#timer = setTimeout(() => void this.#writeRows(), RETRY_MS);
    } finally {
      this.#writing = false;
    }
  }

  /** Forgets all rows but the oldest. @returns those forgotten */
  #giveUp(kept: number): readonly LedgerEntry[] {
    const rows = this.#rows.splice(kept);
    this.#taken -= rows.length;
    return rows;
  }

  #writeGroup(): Promise<void> {
    this.#settling ??= this.#writeFirst(Math.min(GROUP_ROWS, this.#rows.length)).finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  /** Writes the oldest rows, all but those that are refused. @throws when the database takes none now */
  async #writeFirst(count: number): Promise<void> {
    const group = this.#rows.slice(0, count);
    try {
      await this.#patiently(() => this.#writer.settle(group));
    } catch (cause) {
      if (this.#writer.failureOf(cause) !== 'refused') throw cause;
      if (count > 1) {
        // What the first half has come to stays, should the second one meet a database that is down.
        await this.#writeFirst(Math.ceil(count / 2));
        await this.#writeFirst(Math.floor(count / 2));
        return;
      }
      await this.#lose(group[0]?.requestId ?? '', cause);
    }
    this.#done += this.#rows.splice(0, count).length;
  }

  async #lose(requestId: string, cause: unknown): Promise<void> {
    await this.#patiently(() => this.#writer.release([requestId]));
    this.#log.error('ledger row lost', { requestId, cause: String(cause) });
  }

  /** Tries a write again while the database is busy. @throws what the last try said */
  async #patiently(write: () => Promise<void> | void): Promise<void> {
    for (let left = BUSY_TRIES; ; left--) {
      try {
        await write();
        return;
      } catch (error) {
        if (left === 0 || this.#writer.failureOf(error) !== 'busy') throw error;
      }
      await pause(BUSY_PAUSE_MS);
    }
  }
}

/** @param cause for the log; the caller learns nothing of it */
export const storageUnavailable = (cause: unknown): ApiError =>
  new ApiError('storage_unavailable', 'The gateway cannot reach its ledger, so it takes no calls. Try again later.', {
    retryAfterMs: 1_000,
    cause,
  });
