import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** The machine's Postgres; undefined, and a line that says so, when none was named. */
export const testDatabaseUrl = (): string | undefined =>
  serviceUrl('TEST_DATABASE_URL', 'everything that is tested on Postgres');

/** The machine's Redis; undefined, and a line that says so, when none was named. */
export const testRedisUrl = (): string | undefined =>
  serviceUrl('TEST_REDIS_URL', 'everything that is tested on Redis');

function serviceUrl(name: string, leftOut: string): string | undefined {
  const url = process.env[name];
  if (url !== undefined && url !== '') return url;
  console.warn(`${name} is not set: left out is ${leftOut}.`);
  return undefined;
}

const chance = () => randomBytes(8).toString('hex');

export interface TestSchema {
  /** Leads to a schema that nothing else uses. */
  readonly url: string;
  /** With everything in it; who still uses it must be closed. */
  drop(): Promise<void>;
}

/** Makes a schema of its own in the machine's database. */
export async function createTestSchema(databaseUrl: string): Promise<TestSchema> {
  const schema = `test_${chance()}`;
  await runSql(databaseUrl, `CREATE SCHEMA ${schema}`);
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-csearch_path=${schema}`);
  return { url: url.href, drop: () => runSql(databaseUrl, `DROP SCHEMA ${schema} CASCADE`).then(() => undefined) };
}

/** Runs one statement. @returns the values of its rows, one after the other */
export async function runSql(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
  await client.end();
  return rows.flat();
}

/** Begins every key of one suite in the machine's Redis, which others use as well. */
export const testRedisPrefix = (): string => `test:${chance()}`;

/** Removes the keys of one suite, and no other. */
export async function removeTestKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
    if (keys.length > 0) await redis.unlink(keys);
  }
  await redis.quit();
}
