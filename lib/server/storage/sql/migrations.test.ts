import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Pool } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestSchema, testDatabaseUrl } from '#e2e/support/services.ts';
import { createPostgresDialect } from '#lib/server/storage/postgres/dialect.ts';
import { createSqliteDialect } from '#lib/server/storage/sqlite/dialect.ts';
import { migrate, migrationsFor } from './migrations.ts';
import type { Database } from './schema.ts';
import type { Dialect } from './tables.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const EMPTY: Partial<Record<Dialect, () => Promise<Kysely<Database>>>> = {
  sqlite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'ruijing-migrations-'));
    const database = new Kysely<Database>({ dialect: createSqliteDialect(join(folder, 'a.db')) });
    cleanups.push(async () => {
      await database.destroy();
      rmSync(folder, { recursive: true });
    });
    return Promise.resolve(database);
  },
};
const databaseUrl = testDatabaseUrl();
if (databaseUrl !== undefined) {
  EMPTY.postgres = async () => {
    const schema = await createTestSchema(databaseUrl);
    const database = new Kysely<Database>({
      dialect: createPostgresDialect(new Pool({ connectionString: schema.url })),
    });
    cleanups.push(async () => {
      await database.destroy();
      await schema.drop();
    });
    return database;
  };
}

const KEY = {
  id: 'abc',
  owner: 'alice',
  name: '密钥',
  plan: 'free',
  hash: 'f'.repeat(64),
  last_four: 'wxyz',
  models: null,
  routes: null,
  limits: '{}',
  expires_at_ms: null,
  revoked_at_ms: null,
  created_at_ms: 1_795_000_000_000,
};

for (const dialect of ['sqlite', 'postgres'] as const) {
  const open = EMPTY[dialect];
  if (open === undefined) continue;
  describe(`migrations on ${dialect}`, () => {
    const released = migrationsFor(dialect);
    const keys = (database: Kysely<Database>) => database.selectFrom('api_key').selectAll().execute();

    test('from nothing to the newest form, and once more without harm', async () => {
      const database = await open();
      await migrate(database, released);
      await database.insertInto('api_key').values(KEY).execute();
      await migrate(database, released);
      expect(await database.selectFrom('plan').select('id').execute()).toHaveLength(4);
      expect(await keys(database)).toHaveLength(1);
    });

    test('from any version, with data in it, to the newest: nothing is lost', async () => {
      const names = Object.keys(released).toSorted();
      for (const upTo of names.keys()) {
        const database = await open();
        await migrate(
          database,
          Object.fromEntries(names.slice(0, upTo + 1).map((name) => [name, released[name] ?? NOTHING])),
        );
        await database.insertInto('api_key').values(KEY).execute();
        await migrate(database, {
          ...released,
          '9999-next': {
            up: (next) => sql`ALTER TABLE api_key ADD COLUMN note text`.execute(next).then(() => undefined),
          },
        });
        expect(await keys(database)).toMatchObject([{ id: 'abc', name: '密钥', note: null }]);
      }
    }, 30_000);

    test('one that fails leaves the form before it, and says its name', async () => {
      const database = await open();
      await migrate(database, released);
      await database.insertInto('api_key').values(KEY).execute();
      const failing = {
        '9998-half': {
          up: async (next: Kysely<unknown>) => {
            await sql`DELETE FROM api_key`.execute(next);
            await sql`ALTER TABLE nobody ADD COLUMN note text`.execute(next);
          },
        },
      };
      await expect(migrate(database, { ...released, ...failing })).rejects.toThrow('9998-half');
      expect(await keys(database)).toHaveLength(1);
    });

    test('a database of a newer version is left alone, in words', async () => {
      const database = await open();
      await migrate(database, { ...released, '9999-newer': NOTHING });
      await expect(migrate(database, released)).rejects.toThrow('newer version');
    });
  });
}

const NOTHING = { up: () => Promise.resolve() };
