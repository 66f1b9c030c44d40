import { DatabaseError, type Pool, type PoolClient, type QueryConfig } from 'pg';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { CallOrigin, LedgerEntry, LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import { lateSums } from '#lib/domain/usage/late.ts';
import { type Rollup, rollupOf, type Series, seriesId } from '#lib/domain/usage/rollup.ts';
import { LONG_SPANS, type LongSpan } from '#lib/domain/usage/spans.ts';
import type { Log } from '#lib/server/log.ts';
import { HeaderIds, toHeaderSetTable } from '#lib/server/storage/sql/header-sets.ts';
import { KnownIds } from '#lib/server/storage/sql/known-ids.ts';
import { rowsOfLeft, tellLost } from '#lib/server/storage/sql/left.ts';
import {
  LEFT_COLUMNS,
  type LeftReservation,
  toLedgerTable,
  toMinuteTable,
  toQuarterTable,
  toReservationTable,
  toSeriesTable,
} from '#lib/server/storage/sql/rows.ts';
import type { ReservationTable } from '#lib/server/storage/sql/schema.ts';
import type { StorageOptions } from '#lib/server/storage/storage.ts';
import type { Failure, GroupWriter } from '#lib/server/storage/write-queue.ts';
import { HEADER_SETS, LEDGER, MINUTES, QUARTERS, RESERVATIONS, SERIES } from './batch.ts';
import { lacksReference, postgresFailure } from './failure.ts';
import { type Instance, NOW_MS } from './instance.ts';
import { BEGIN, COMMIT, pipelined, withConnection } from './transaction.ts';

export interface PostgresLedgerOptions {
  /** Commits on it need not be on disk at once. */
  readonly reservePool: Pool;
  /** Commits on it are on disk. */
  readonly settlePool: Pool;
  readonly instance: Instance;
  /** Of the days that sums are kept by. */
  readonly calendar: Calendar;
}

/** Reservations that one transaction closes for processes that died. */
const HEAL_ROWS = 500;

/** Ids of reservations that may have been written though the connection broke; more than any group holds. */
const MAX_DOUBTFUL = 100_000;

/**
 * The hot path's writes: prepared statements whose parameters are whole columns, no query builder. A group of
 * reservations costs one round trip; a group of rows costs two, and a third when it meets a series for the first time.
 */
export class PostgresLedgerWriter implements GroupWriter {
  readonly #reservePool: Pool;
  readonly #settlePool: Pool;
  readonly #instance: Instance;
  readonly #calendar: Calendar;
  readonly #seriesIds = new KnownIds();
  readonly #headerIds = new HeaderIds();
  #doubtful: string[] = [];

  constructor({ reservePool, settlePool, instance, calendar }: PostgresLedgerOptions) {
    this.#reservePool = reservePool;
    this.#settlePool = settlePool;
    this.#instance = instance;
    this.#calendar = calendar;
  }

  /**
   * On connections with `synchronous_commit = off`: the commit is answered before it is on the server's disk. That is
   * enough for what a reservation is for: it is in the server's hands, so the end of *this* process takes nothing away.
   * A crash of the server may take the last few hundred milliseconds; the calls themselves are under way here still,
   * and their rows are settled with a commit that is on disk.
   */
  async reserve(reservations: readonly Reservation[]): Promise<void> {
    const rows = reservations.map((call) => toReservationTable(printable(call), this.#instance.id));
    try {
      await this.takeBack();
      if (await this.#insertReservations(rows)) return;
      // This process was not seen for long, so another one may be about to close its books: first show, then reserve.
      await this.#instance.beat();
      if (await this.#insertReservations(rows)) return;
    } catch (error) {
      // The server's own word means that it did nothing. Any other error leaves it open.
      if (!(error instanceof DatabaseError)) this.#doubt(rows);
      throw error;
    }
    throw new Error('The database does not see this process');
  }

  /** @returns false when this process is not seen, and nothing was written */
  async #insertReservations(rows: readonly ReservationTable[]): Promise<boolean> {
    const values = [...RESERVATIONS.values(rows), this.#instance.id, this.#instance.staleMs / 2];
    const { rowCount } = await this.#reservePool.query({ ...RESERVE, values });
    return rowCount === rows.length;
  }

  #doubt(rows: readonly ReservationTable[]): void {
    this.#doubtful.push(...rows.map((row) => row.request_id));
    this.#doubtful.splice(0, this.#doubtful.length - MAX_DOUBTFUL);
  }

  /** Takes back reservations of calls that were refused since nobody knew whether they had been written. */
  async takeBack(): Promise<void> {
    if (this.#doubtful.length === 0) return;
    const ids = this.#doubtful;
    await this.#reservePool.query({ ...RELEASE, values: [ids] });
    this.#doubtful = this.#doubtful.slice(ids.length);
  }

  async settle(rows: readonly LedgerEntry[]): Promise<void> {
    try {
      await this.#settle(rows);
    } catch (error) {
      if (!lacksReference(error)) throw error;
      // A series that was known here has been pruned meanwhile.
      this.#seriesIds.clear();
      await this.#settle(rows);
    }
  }

  async #settle(rows: readonly LedgerEntry[]): Promise<void> {
    await this.#findHeaders(rows);
    await withConnection(this.#settlePool, async (client) => {
      const begin = [BEGIN, { ...RELEASE, values: [rows.map(({ requestId }) => requestId)] }];
      await this.#write(client, rows, begin);
    });
  }

  async release(requestIds: readonly string[]): Promise<void> {
    await this.#reservePool.query({ ...RELEASE, values: [requestIds] });
  }

  failureOf(error: unknown): Failure {
    return postgresFailure(error);
  }

  /**
   * Closes the books for processes that died, some at a time. What another process is closing at this moment is left to
   * it, so nobody waits and each row is written once.
   *
   * @returns the rows written here
   */
  async heal({ interrupted, log }: StorageOptions): Promise<LedgerRow[]> {
    const healed: LedgerRow[] = [];
    for (let most = HEAL_ROWS; ; ) {
      try {
        const { rows, lost, taken } = await this.#heal(most, interrupted);
        tellLost(log, lost);
        healed.push(...rows);
        if (taken < most) return healed;
        most = HEAL_ROWS;
      } catch (cause) {
        if (this.failureOf(cause) !== 'refused') throw cause;
        // Fewer the next time, until the one at fault stands alone: that one is given up.
        most = most === 1 ? await this.#giveUpOne(cause, log) : Math.ceil(most / 2);
      }
    }
  }

  /** @returns how many may be tried next */
  async #giveUpOne(cause: unknown, log: Log): Promise<number> {
    const { lost } = await this.#heal(1, () => {
      throw cause;
    });
    tellLost(log, lost);
    return HEAL_ROWS;
  }

  async #heal(most: number, interrupted: StorageOptions['interrupted']) {
    const { id, staleMs } = this.#instance;
    return await withConnection(this.#settlePool, async (client) => {
      const takeOver = { ...TAKE_OVER, values: [id, staleMs, most] };
      const [, answer] = await pipelined<LeftReservation>(client, [BEGIN, takeOver]);
      const left = answer?.rows ?? [];
      const { rows, lost } = rowsOfLeft(left, interrupted);
      const written = await this.#write(client, rows, [{ ...FORGET, values: [id, staleMs] }]);
      return { rows: written, lost, taken: left.length };
    });
  }

  /**
   * Adds rows with their sums, and commits. Everything that another process might lock as well is locked in one order:
   * reservations, rows, series, quarters, minutes, hours and days, and within each by its key.
   *
   * @param first what goes out together with the rows, before them
   * @returns the rows that were not there
   */
  async #write(
    client: PoolClient,
    rows: readonly LedgerEntry[],
    first: readonly QueryConfig<unknown[]>[],
  ): Promise<LedgerRow[]> {
    const sorted = rows.map(printable).sort(byRequestId);
    const values = LEDGER.values(sorted.map((row) => toLedgerTable(row, this.#headersIdOf(row))));
    const answers = await pipelined<{ request_id: string }>(client, [...first, { ...ADD_ROWS, values }]);
    const added = new Set(answers.at(-1)?.rows.map((row) => row.request_id));
    // Of two rows with the same id the first one was added: the sort keeps their order.
    const inserted = sorted.filter(({ requestId }) => added.delete(requestId));
    const rollup = rollupOf(inserted);
    const ids = await this.#findSeries(client, rollup);
    await this.#addSums(client, rollup, ids);
    // Only now: a transaction that is undone takes its new ids with it.
    this.#seriesIds.keep(ids);
    return inserted;
  }

  #headersIdOf({ headers }: LedgerEntry): number | null {
    return headers === undefined ? null : (this.#headerIds.get(headers) ?? null);
  }

  /**
   * Has the ids of all sets of headers known here. Outside of the transaction of the rows, since other processes write
   * the same sets: one that is never referred to does no harm, and goes.
   */
  async #findHeaders(rows: readonly LedgerEntry[]): Promise<void> {
    const wanted = new Set<string>();
    for (const { headers } of rows) {
      if (headers !== undefined && this.#headerIds.get(headers) === undefined) wanted.add(headers);
    }
    if (wanted.size === 0) return;
    // In one order, since they are locked in it.
    const sets = [...wanted].map(toHeaderSetTable).sort((one, other) => (one.hash < other.hash ? -1 : 1));
    const values = HEADER_SETS.values(sets);
    const { rows: found } = await this.#settlePool.query<{ id: number; headers: string }>({ ...ADD_HEADERS, values });
    this.#headerIds.keep(new Map(found.map(({ headers, id }) => [headers, id])));
  }

  /** @returns the ids of all series, whether known here or not */
  async #findSeries(client: PoolClient, { quarters }: Rollup): Promise<ReadonlyMap<string, number>> {
    const ids = new Map<string, number>();
    const wanted = new Map<string, Series>();
    for (const { series } of quarters) {
      const text = seriesId(series);
      const id = this.#seriesIds.get(text);
      if (id === undefined) wanted.set(text, series);
      else ids.set(text, id);
    }
    if (wanted.size === 0) return ids;
    const texts = [...wanted.keys()].sort();
    const values = SERIES.values(texts.flatMap((text) => wanted.get(text) ?? []).map(toSeriesTable));
    // The second sees what another process has added while the first waited for it.
    const steps = [
      { ...ADD_SERIES, values },
      { ...FIND_SERIES, values },
    ];
    const [, found] = await pipelined<{ position: number; id: number }>(client, steps);
    for (const { position, id } of found?.rows ?? []) ids.set(texts[position - 1] ?? '', id);
    return ids;
  }

  async #addSums(client: PoolClient, { quarters, minutes }: Rollup, ids: ReadonlyMap<string, number>): Promise<void> {
    const idOf = (series: Series): number => {
      const id = ids.get(seriesId(series));
      if (id === undefined) throw new Error('A series was not found');
      return id;
    };
    const sums = [
      { ...ADD_QUARTERS, values: QUARTERS.values(quarters.map((entry) => toQuarterTable(entry, idOf(entry.series)))) },
      { ...ADD_MINUTES, values: MINUTES.values(minutes.map(toMinuteTable)) },
      ...this.#lateSums(quarters, idOf),
    ];
    const answers = await pipelined(client, [...(quarters.length === 0 ? [] : sums), COMMIT]);
    // A server that has lost the transaction meanwhile answers ROLLBACK, and that is no error.
    if (answers.at(-1)?.command !== 'COMMIT') throw new Error('The transaction was not committed');
  }

  #lateSums(quarters: Rollup['quarters'], idOf: (series: Series) => number): QueryConfig<unknown[]>[] {
    const late = lateSums(quarters, Date.now(), this.#calendar);
    return LONG_SPANS.flatMap((span) => {
      const rows = late.filter((entry) => entry.span === span);
      if (rows.length === 0) return [];
      return [{ ...ADD_LATE[span], values: QUARTERS.values(rows.map((row) => toQuarterTable(row, idOf(row.series)))) }];
    });
  }
}

const byRequestId = (first: LedgerRow, second: LedgerRow) =>
  first.requestId < second.requestId ? -1 : Number(first.requestId > second.requestId);

/** Postgres keeps no NUL in a text; of what is no Unicode the way there makes U+FFFD, so two names would become one. */
const isPrintable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
const toPrintable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** With the callers' and the admin's own words as the database can hold them. */
const printable = <T extends CallOrigin>(call: T): T =>
  isPrintable(call.model) && isPrintable(call.owner)
    ? call
    : { ...call, model: toPrintable(call.model), owner: toPrintable(call.owner) };

const RESERVE = {
  name: 'reserve',
  text: `INSERT INTO reservation (${RESERVATIONS.columns}) SELECT * FROM ${RESERVATIONS.source}
    WHERE EXISTS (SELECT 1 FROM instance
      WHERE id = $${RESERVATIONS.width + 1} AND seen_at_ms >= ${NOW_MS} - $${RESERVATIONS.width + 2}::float8)`,
};

const RELEASE = { name: 'release', text: 'DELETE FROM reservation WHERE request_id = ANY($1::text[])' };

/** A live process keeps its own; one whose row is gone took leave, or was found dead before. */
const TAKE_OVER = {
  name: 'take-over',
  text: `WITH orphan AS MATERIALIZED (
      SELECT request_id FROM reservation
      WHERE instance_id <> $1 AND NOT EXISTS (SELECT 1 FROM instance
        WHERE id = reservation.instance_id AND seen_at_ms >= ${NOW_MS} - $2::bigint)
      ORDER BY request_id LIMIT $3::bigint FOR UPDATE SKIP LOCKED)
    DELETE FROM reservation WHERE request_id IN (SELECT request_id FROM orphan) RETURNING ${LEFT_COLUMNS}`,
};

const FORGET = {
  name: 'forget',
  text: `WITH dead AS MATERIALIZED (
      SELECT id FROM instance WHERE id <> $1 AND seen_at_ms < ${NOW_MS} - $2::bigint ORDER BY id FOR UPDATE SKIP LOCKED)
    DELETE FROM instance USING dead WHERE instance.id = dead.id`,
};

const ADD_ROWS = {
  name: 'add-rows',
  text: `INSERT INTO ledger (${LEDGER.columns}) SELECT * FROM ${LEDGER.source}
    ON CONFLICT (request_id) DO NOTHING RETURNING request_id`,
};

const ADD_HEADERS = {
  name: 'add-headers',
  text: `INSERT INTO header_set (${HEADER_SETS.columns}) SELECT * FROM ${HEADER_SETS.source}
    ON CONFLICT (hash) DO UPDATE SET seen_at_ms = excluded.seen_at_ms RETURNING id, headers`,
};

const ADD_SERIES = {
  name: 'add-series',
  text: `INSERT INTO series (${SERIES.columns}) SELECT * FROM ${SERIES.source} ON CONFLICT DO NOTHING`,
};

const FIND_SERIES = {
  name: 'find-series',
  text: `SELECT position, id FROM ${SERIES.source} WITH ORDINALITY AS wanted (${SERIES.columns}, position)
    JOIN series USING (${SERIES.columns})`,
};

const ADD_QUARTERS = { name: 'add-quarters', text: QUARTERS.addInto('usage_quarter', ['quarter', 'series_id']) };
const ADD_LATE = {
  hour: { name: 'add-hours', text: QUARTERS.addInto('usage_hour', ['quarter', 'series_id']) },
  day: { name: 'add-days', text: QUARTERS.addInto('usage_day', ['quarter', 'series_id']) },
} as const satisfies Record<LongSpan, { readonly name: string; readonly text: string }>;
const ADD_MINUTES = {
  name: 'add-minutes',
  text: MINUTES.addInto('limit_minute', ['subject', 'minute']),
};
