import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';
import { ConfigError } from '#lib/server/config-error.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { Ledger } from '#lib/server/storage/ledger.ts';
import { callersOf, keyHistoryOf, lastUsesOf } from '#lib/server/storage/sql/key-queries.ts';
import { rowsOfLeft, tellLost } from '#lib/server/storage/sql/left.ts';
import { createLimitHistory } from '#lib/server/storage/sql/limit-history.ts';
import { migrate, migrationsFor } from '#lib/server/storage/sql/migrations.ts';
import { prune, rowsAfter, totalsOf, usedOf } from '#lib/server/storage/sql/queries.ts';
import { LEFT_COLUMNS, type LeftReservation } from '#lib/server/storage/sql/rows.ts';
import { OTHERS_DIED } from '#lib/server/storage/sql/runs.ts';
import type { Database } from '#lib/server/storage/sql/schema.ts';
import { createStores } from '#lib/server/storage/sql/stores.ts';
import { createUsageStore } from '#lib/server/storage/sql/usage.ts';
import { unitsOfWindow } from '#lib/server/storage/sql/usage-rollup.ts';
import type { Storage, StorageOptions } from '#lib/server/storage/storage.ts';
import { WriteQueue } from '#lib/server/storage/write-queue.ts';
import { createSqliteDialect } from './dialect.ts';
import { createInlineDialect } from './inline-dialect.ts';
import { SqliteLedgerWriter } from './ledger.ts';
import { LogSync } from './log-sync.ts';
import { sqliteMessageIndex } from './message-index.ts';
import { HOT_BUSY_MS, openConnection, PATIENT_MS } from './open.ts';

const DATABASE_FILE = 'ruijing.db';
/** The log grows by some megabytes in this time. */
const CHECKPOINT_MS = 2_000;

export interface SqliteOptions extends StorageOptions {
  /** How often the log is carried over; 2 s. */
  readonly checkpointMs?: number;
}

const LOCK_FILE = 'ruijing.lock';

/** The data directory belongs to another process. */
export class DataDirTaken extends ConfigError {
  constructor(dataDir: string) {
    super(
      'RUIJING_DATA_DIR',
      `is ${dataDir}, which another process uses. End that one, give this one a directory of its own, or share a Postgres (DATABASE_URL) and a Redis (REDIS_URL).`,
    );
  }
}

/**
 * Opens the storage of one process: a SQLite file in a directory that is its alone.
 *
 * @throws DataDirTaken, or Error when the directory cannot be written or a migration fails
 */
export async function openSqliteStorage(dataDir: string, options: SqliteOptions): Promise<Storage> {
  const { log, interrupted, timeZone, checkpointMs = CHECKPOINT_MS } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = lock(dataDir);
  const file = join(dataDir, DATABASE_FILE);
  const database = new Kysely<Database>({ dialect: createSqliteDialect(file) });
  try {
    await migrate(database, migrationsFor('sqlite'));
  } catch (error) {
    await database.destroy();
    unlock();
    throw error;
  }
  const hot = openConnection(file, HOT_BUSY_MS);
  const calls = new Kysely<Database>({ dialect: createInlineDialect(hot) });
  const connections = { calls, console: database, messageIndex: sqliteMessageIndex };
  const instanceId = newRequestId();
  const logSync = new LogSync(file);
  const calendar = createCalendar(timeZone);
  const writer = new SqliteLedgerWriter(hot, { instanceId, calendar, syncLog: () => logSync.sync() });
  const queue = new WriteQueue(writer, log);
  // A process that just exits, as Next's own server does, still writes what waits: this connection is synchronous.
  const writeRest = () => {
    const rows = queue.takeRows();
    if (rows.length === 0) return;
    // Nobody waits for the event loop any more, and there is no second try.
    hot.exec(`PRAGMA busy_timeout = ${PATIENT_MS}`);
    const lost = writer.settleAll(rows);
    for (const { row, cause } of lost) log.error('ledger row lost', { requestId: row.requestId, cause: String(cause) });
  };
  process.once('exit', writeRest);

  const checkpoints = setInterval(() => {
    checkpoint(database).catch((cause: unknown) => log.error('checkpoint failed', { cause: String(cause) }));
  }, checkpointMs).unref();

  const unitsOf = (window: TimeWindow) => unitsOfWindow(database, window, { calendar, timeZone });
  const ledger: Ledger = {
    reserve: (reservation) => queue.reserve(reservation),
    settle: (row) => queue.settle(row),
    flush: () => queue.flush(),
    used: (query) => queue.afterFlush(() => usedOf(database, query)),
    totals: (query) => queue.afterFlush(async () => totalsOf(database, query, await unitsOf(query))),
    callers: (query) => queue.afterFlush(async () => callersOf(database, query, await unitsOf(query))),
    lastUses: (of) => queue.afterFlush(() => lastUsesOf(database, of)),
    keyHistory: (query) => queue.afterFlush(() => keyHistoryOf(database, query)),
    rows: (afterId, limit) => rowsAfter(database, afterId, limit),
    async heal() {
      // The directory is this process's alone: whoever else reserved has died.
      const left = await sql<LeftReservation>`SELECT ${sql.raw(LEFT_COLUMNS)} FROM reservation
        WHERE instance_id != ${instanceId} ORDER BY request_id`.execute(database);
      const { rows, lost } = rowsOfLeft(left.rows, interrupted);
      for (const row of rows) queue.settle(row);
      await queue.flush();
      for (const { requestId } of lost) {
        await database.deleteFrom('reservation').where('request_id', '=', requestId).execute();
      }
      tellLost(log, lost);
      return rows;
    },
    prune: (before) => prune(database, before),
    close: () => queue.flush(),
  };
  return {
    ...createStores(connections, { instanceId, shared: false, died: OTHERS_DIED }),
    ledger,
    usage: createUsageStore(database, {
      ...{ dialect: 'sqlite', calendar, timeZone },
      afterFlush: (read) => queue.afterFlush(read),
    }),
    limitHistory: createLimitHistory(database, { afterFlush: (read) => queue.afterFlush(read) }),
    async close() {
      clearInterval(checkpoints);
      await queue.close();
      process.off('exit', writeRest);
      await logSync.close();
      await database.destroy();
      hot.close();
      unlock();
    },
  };
}

/**
 * Carries the write-ahead log over into the file: most of it while calls go on writing, then the rest, for which they
 * wait a moment. Without the second step a log that is always written to would only grow. It holds the lock that calls
 * need, so it waits for nobody: where somebody outside still reads the log, the next round tries again.
 */
async function checkpoint(database: Kysely<Database>): Promise<void> {
  await database.connection().execute(async (connection) => {
    await sql`PRAGMA wal_checkpoint(PASSIVE)`.execute(connection);
    await sql`PRAGMA busy_timeout = 0`.execute(connection);
    try {
      await sql`PRAGMA wal_checkpoint(RESTART)`.execute(connection);
    } finally {
      await sql`PRAGMA busy_timeout = ${sql.lit(PATIENT_MS)}`.execute(connection);
    }
  });
}

/** A transaction on a file of its own, held as long as the process lives: the system ends it with the process. */
function lock(dataDir: string): () => void {
  const database = new DatabaseSync(join(dataDir, LOCK_FILE));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    throw new DataDirTaken(dataDir);
  }
  return () => database.close();
}
