import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { LedgerEntry, Reservation } from '#lib/domain/usage/call.ts';
import { lateSums } from '#lib/domain/usage/late.ts';
import { rollupOf, type Series, seriesId } from '#lib/domain/usage/rollup.ts';
import { HeaderIds, toHeaderSetTable } from '#lib/server/storage/sql/header-sets.ts';
import { KnownIds } from '#lib/server/storage/sql/known-ids.ts';
import {
  toLedgerTable,
  toMinuteTable,
  toQuarterTable,
  toReservationTable,
  toSeriesTable,
} from '#lib/server/storage/sql/rows.ts';
import type { Failure, GroupWriter } from '#lib/server/storage/write-queue.ts';
import { lacksReference, sqliteFailure } from './failure.ts';

export interface SqliteLedgerOptions {
  readonly instanceId: string;
  /** Of the days that sums are kept by. */
  readonly calendar: Calendar;
  /** Makes what was committed outlast a power cut. */
  readonly syncLog: () => Promise<void>;
}

/**
 * The hot path's writes, on a connection of this thread: prepared statements, no query builder. A reservation costs
 * some 10 µs in a group, where a transaction of its own through a builder costs 140.
 */
export class SqliteLedgerWriter implements GroupWriter {
  readonly #database: DatabaseSync;
  readonly #instanceId: string;
  readonly #syncLog: () => Promise<void>;
  readonly #calendar: Calendar;
  readonly #statements = new Map<string, StatementSync>();
  readonly #inserts = new Map<string, StatementSync>();
  readonly #seriesIds = new KnownIds();
  readonly #headerIds = new HeaderIds();

  constructor(database: DatabaseSync, { instanceId, calendar, syncLog }: SqliteLedgerOptions) {
    this.#database = database;
    this.#calendar = calendar;
    this.#instanceId = instanceId;
    this.#syncLog = syncLog;
  }

  reserve(reservations: readonly Reservation[]): void {
    this.#transaction(() => {
      for (const reservation of reservations) {
        this.#insert('reservation', toReservationTable(reservation, this.#instanceId));
      }
    });
  }

  async settle(rows: readonly LedgerEntry[]): Promise<void> {
    this.#settleKnown(rows);
    await this.#syncLog();
  }

  /**
   * Writes what can be written, each row by itself where they are refused together, and has it on disk at once: the
   * process ends.
   *
   * @returns the others
   */
  settleAll(rows: readonly LedgerEntry[]): readonly { readonly row: LedgerEntry; readonly cause: unknown }[] {
    this.#database.exec('PRAGMA synchronous = FULL');
    try {
      this.#settleKnown(rows);
      return [];
    } catch (cause) {
      const [row] = rows;
      if (row === undefined) return [];
      if (rows.length === 1) return [{ row, cause }];
      return rows.flatMap((each) => this.settleAll([each]));
    }
  }

  release(requestIds: readonly string[]): void {
    this.#transaction(() => {
      this.#statement(RELEASE).run(JSON.stringify(requestIds));
    });
  }

  failureOf(error: unknown): Failure {
    return sqliteFailure(error);
  }

  #settleKnown(rows: readonly LedgerEntry[]): void {
    try {
      this.#commit(rows);
    } catch (error) {
      if (!lacksReference(error)) throw error;
      // A series that was known here has been pruned meanwhile.
      this.#seriesIds.clear();
      this.#commit(rows);
    }
  }

  #commit(rows: readonly LedgerEntry[]): void {
    let met: Met | undefined;
    this.#transaction(() => {
      met = this.#settle(rows);
    });
    // Only now: a transaction that is rolled back takes its new ids with it.
    if (met === undefined) return;
    this.#seriesIds.keep(met.series);
    this.#headerIds.keep(met.headers);
  }

  /** @returns the ids of the series and the sets of headers that were met */
  #settle(rows: readonly LedgerEntry[]): Met {
    this.#statement(RELEASE).run(JSON.stringify(rows.map(({ requestId }) => requestId)));
    const headers = new Map<string, number>();
    const headersIdOf = (text: string | undefined): number | null => {
      if (text === undefined) return null;
      const id = this.#headerIds.get(text) ?? headers.get(text) ?? this.#insertHeaders(text);
      headers.set(text, id);
      return id;
    };
    const inserted = rows.filter((row) => {
      const values = toLedgerTable(row, headersIdOf(row.headers));
      return this.#insert('ledger', values, () => 'ON CONFLICT (request_id) DO NOTHING') === 1;
    });
    const { quarters, minutes } = rollupOf(inserted);
    const known = new Map<string, number>();
    const idOf = (series: Series): number => {
      const text = seriesId(series);
      const id = this.#seriesIds.get(text) ?? known.get(text) ?? this.#insertSeries(series);
      known.set(text, id);
      return id;
    };
    for (const entry of quarters) this.#add('usage_quarter', QUARTER_KEY, toQuarterTable(entry, idOf(entry.series)));
    for (const entry of lateSums(quarters, Date.now(), this.#calendar)) {
      this.#add(`usage_${entry.span}`, QUARTER_KEY, toQuarterTable(entry, idOf(entry.series)));
    }
    for (const entry of minutes) this.#add('limit_minute', MINUTE_KEY, toMinuteTable(entry));
    return { series: known, headers };
  }

  #insertHeaders(text: string): number {
    const { hash, headers, seen_at_ms: seenAtMs } = toHeaderSetTable(text);
    return Number(this.#statement(ADD_HEADERS).get(hash, headers, seenAtMs)?.id);
  }

  #insertSeries(series: Series): number {
    const row = toSeriesTable(series);
    this.#insert('series', row, () => 'ON CONFLICT DO NOTHING');
    const columns = Object.keys(row).map((column) => `${column} = ?`);
    const found = this.#statement(`SELECT id FROM series WHERE ${columns.join(' AND ')}`).get(...Object.values(row));
    return Number(found?.id);
  }

  #add(table: string, key: readonly string[], row: object): void {
    this.#insert(table, row, (columns) => {
      const sums = columns.filter((column) => !key.includes(column));
      return `ON CONFLICT (${key}) DO UPDATE SET ${sums.map((column) => `${column} = ${column} + excluded.${column}`)}`;
    });
  }

  /**
   * @param row every row of a table with its columns in the same order, as rows.ts makes them
   * @returns how many rows were inserted or changed
   */
  #insert(table: string, row: object, conflict: (columns: readonly string[]) => string = () => ''): number {
    let statement = this.#inserts.get(table);
    if (statement === undefined) {
      const columns = Object.keys(row);
      const values = columns.map(() => '?');
      statement = this.#database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${values}) ${conflict(columns)}`);
      this.#inserts.set(table, statement);
    }
    return Number(statement.run(...Object.values(row)).changes);
  }

  #transaction(work: () => void): void {
    // The disk may have refused even to undo the one before.
    if (this.#database.isTransaction) this.#statement('ROLLBACK').run();
    this.#statement('BEGIN IMMEDIATE').run();
    try {
      work();
      this.#statement('COMMIT').run();
    } catch (error) {
      if (this.#database.isTransaction) this.#statement('ROLLBACK').run();
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Ids by what they are of. */
interface Met {
  readonly series: ReadonlyMap<string, number>;
  readonly headers: ReadonlyMap<string, number>;
}

const ADD_HEADERS = `INSERT INTO header_set (hash, headers, seen_at_ms) VALUES (?, ?, ?)
  ON CONFLICT (hash) DO UPDATE SET seen_at_ms = excluded.seen_at_ms RETURNING id`;

const RELEASE = 'DELETE FROM reservation WHERE request_id IN (SELECT value FROM json_each(?))';

const QUARTER_KEY = ['quarter', 'series_id'];
const MINUTE_KEY = ['subject', 'minute'];
