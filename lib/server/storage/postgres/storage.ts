import { Kysely } from 'kysely';
import { createCalendar, type TimeWindow } from '#lib/domain/limits/window.ts';
import type { Ledger } from '#lib/server/storage/ledger.ts';
import { callersOf, keyHistoryOf, lastUsesOf } from '#lib/server/storage/sql/key-queries.ts';
import { createLimitHistory } from '#lib/server/storage/sql/limit-history.ts';
import { migrate, migrationsFor } from '#lib/server/storage/sql/migrations.ts';
import { prune, rowsAfter, totalsOf, usedOf } from '#lib/server/storage/sql/queries.ts';
import type { Database } from '#lib/server/storage/sql/schema.ts';
import { createStores } from '#lib/server/storage/sql/stores.ts';
import { createUsageStore } from '#lib/server/storage/sql/usage.ts';
import { unitsOfWindow } from '#lib/server/storage/sql/usage-rollup.ts';
import type { Storage, StorageOptions } from '#lib/server/storage/storage.ts';
import { WriteQueue } from '#lib/server/storage/write-queue.ts';
import { createPostgresDialect } from './dialect.ts';
import { Instance } from './instance.ts';
import { PostgresLedgerWriter } from './ledger.ts';
import { postgresMessageIndex } from './message-index.ts';
import { createPool } from './pool.ts';

export interface PostgresOptions extends StorageOptions {
  /** How often this process says that it lives; 5 s. */
  readonly beatMs?: number;
  /** How long a process may be silent before another one closes its books; 30 s. */
  readonly staleMs?: number;
}

export interface PostgresStorage extends Storage {
  /** How many other processes use this database now. @throws Error when the database cannot be asked */
  liveInstances(): Promise<number>;
}

const BEAT_MS = 5_000;
const STALE_MS = 30_000;

/** A call waits for its key and for its reservation, and all rows wait for one group of them. */
const HOT_STATEMENT_MS = 5_000;
/** The console's sums over months may take longer. */
const CONSOLE_STATEMENT_MS = 30_000;

/**
 * Opens the storage of one of the processes that share a Postgres.
 *
 * @throws Error when there is no connection within 5 s, or a migration fails
 */
export async function openPostgresStorage(url: string, options: PostgresOptions): Promise<PostgresStorage> {
  const { log, timeZone, beatMs = BEAT_MS, staleMs = STALE_MS } = options;
  const calendar = createCalendar(timeZone);
  await migrateDatabase(url, options);

  const consolePool = createPool(url, {
    log,
    connections: 5,
    statementMs: CONSOLE_STATEMENT_MS,
    // To compile sums over a month takes 50 ms, and saves less.
    settings: 'SET jit = off',
  });
  const askPool = createPool(url, { log, connections: 2, statementMs: HOT_STATEMENT_MS });
  const reservePool = createPool(url, {
    log,
    connections: 2,
    statementMs: HOT_STATEMENT_MS,
    settings: 'SET synchronous_commit = off',
  });
  const settlePool = createPool(url, {
    log,
    connections: 2,
    statementMs: HOT_STATEMENT_MS,
    // A process that is stopped in the middle must not hold its locks for long. What was used must outlast a crash of
    // the server even where somebody has set commits to be lazy; a stricter setting than `on` stays.
    settings: `SET idle_in_transaction_session_timeout = ${HOT_STATEMENT_MS};
      SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
  });
  const database = new Kysely<Database>({ dialect: createPostgresDialect(consolePool) });
  const calls = new Kysely<Database>({ dialect: createPostgresDialect(askPool) });
  const connections = { calls, console: database, messageIndex: postgresMessageIndex };
  const instance = new Instance({ pool: reservePool, log, beatMs, staleMs });
  const writer = new PostgresLedgerWriter({ reservePool, settlePool, instance, calendar });
  const queue = new WriteQueue(writer, log);

  const letGo = async (): Promise<void> => {
    await instance.end().catch((cause: unknown) => log.warn('instance not removed', { cause: String(cause) }));
    await Promise.all([database.destroy(), calls.destroy(), reservePool.end(), settlePool.end()]);
  };
  try {
    await instance.beat();
  } catch (error) {
    await letGo();
    throw error;
  }

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
      if (!instance.hears) {
        await instance.beat();
        return [];
      }
      return await writer.heal(options);
    },
    prune: (before) => prune(database, before),
    close: () => queue.flush(),
  };
  return {
    ...createStores(connections, { instanceId: instance.id, shared: true, died: instance.diedOf('run') }),
    ledger,
    usage: createUsageStore(database, {
      ...{ dialect: 'postgres', calendar, timeZone },
      afterFlush: (read) => queue.afterFlush(read),
    }),
    limitHistory: createLimitHistory(database, { afterFlush: (read) => queue.afterFlush(read) }),
    liveInstances: () => instance.others(),
    async close() {
      await queue.close();
      await writer.takeBack().catch((cause: unknown) => log.warn('reservations left', { cause: String(cause) }));
      await letGo();
    },
  };
}

/** On a connection without a time limit: of processes that start at once one migrates, and the others wait for it. */
async function migrateDatabase(url: string, { log }: StorageOptions): Promise<void> {
  const pool = createPool(url, { log, connections: 1, statementMs: null });
  const database = new Kysely<Database>({ dialect: createPostgresDialect(pool) });
  try {
    await migrate(database, migrationsFor('postgres'));
  } finally {
    await database.destroy();
  }
}
