import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStorage } from '#lib/server/storage/postgres/storage.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/storage.ts';
import type { Storage, StorageOptions } from '#lib/server/storage/storage.ts';
import { createTestSchema, runSql, testDatabaseUrl } from './services.ts';
import { runSqliteSql } from './sqlite-file.ts';

/** Somewhere to store, with nothing in it. */
export interface Place {
  open(options: StorageOptions): Promise<Storage>;
  /** Runs a statement beside whoever has it open. @returns the values of its rows */
  run(text: string): Promise<unknown[]>;
  remove(): Promise<void>;
}

const newSqlitePlace = (): Promise<Place> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-place-'));
  return Promise.resolve({
    open: (options) => openSqliteStorage(dataDir, options),
    run: (text) => Promise.resolve(runSqliteSql(dataDir, text)),
    remove: () => Promise.resolve(rmSync(dataDir, { recursive: true })),
  });
};

async function newPostgresPlace(databaseUrl: string): Promise<Place> {
  const schema = await createTestSchema(databaseUrl);
  return {
    open: (options) => openPostgresStorage(schema.url, options),
    run: (text) => runSql(schema.url, text),
    remove: () => schema.drop(),
  };
}

/** Every kind of place that this machine has, by the database's name: what holds on one must hold on each. */
export function places(): Map<string, () => Promise<Place>> {
  const all = new Map([['SQLite', newSqlitePlace]]);
  const databaseUrl = testDatabaseUrl();
  if (databaseUrl !== undefined) all.set('Postgres', () => newPostgresPlace(databaseUrl));
  return all;
}
