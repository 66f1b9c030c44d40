import { Pool, TypeOverrides } from 'pg';
import type { Log } from '#lib/server/log.ts';

export interface PoolOptions {
  readonly log: Log;
  readonly connections: number;
  /** The server gives up a statement after so long; `null`: never. */
  readonly statementMs: number | null;
  /** Further settings of each connection, as SQL. */
  readonly settings?: string;
}

/** No connection within this time: the server is away. */
const CONNECT_MS = 5_000;
/** So much later than the server this side gives up as well: the network may have swallowed the answer. */
const ANSWER_MS = 1_000;
/** A connection that carries nothing is asked for after this time, before a firewall forgets it. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Connections to one database. A lost one is replaced when the next is asked for; while the server is away, every asker
 * learns so within 5 s.
 *
 * @param url may hold `options=-csearch_path%3D…`, which leads to a schema of its own
 */
export function createPool(url: string, { log, connections, statementMs, settings = '' }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'ruijing-console',
    max: connections,
    types: exactNumbers(),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: statementMs === null ? 0 : statementMs + ANSWER_MS,
    // Statements that do not wait for one another share a round trip; and a connection whose answer does not come is
    // destroyed, where it would otherwise go back into the pool and swallow the next question, too.
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    // Idle ones stay, for a new one costs several round trips, but keep no process alive that has nothing else to do.
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
    onConnect: async (client) => {
      // Set here, not in the handshake: a pooler between refuses a handshake whose settings it does not know.
      await client.query(`SET statement_timeout = ${statementMs ?? 0}; ${settings}`);
    },
  });
  // Without a listener either would end the process: `pool` tells of idle connections, `client` of those in use.
  pool.on('error', (cause) => log.warn('postgres connection lost', { cause: String(cause) }));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const INT8 = 20;
const NUMERIC = 1_700;

/** 64-bit integers and the decimals that sums of them become are numbers here, as SQLite hands them over. */
function exactNumbers(): TypeOverrides {
  const types = new TypeOverrides();
  types.setTypeParser(INT8, toNumber);
  types.setTypeParser(NUMERIC, toNumber);
  return types;
}

function toNumber(text: string): number {
  const number = Number(text);
  // Beyond, two different figures are the same number: no figure at all is better than a wrong one.
  if (!(Math.abs(number) <= Number.MAX_SAFE_INTEGER))
    throw new RangeError(`Postgres holds a figure too large: ${text}`);
  return number;
}
