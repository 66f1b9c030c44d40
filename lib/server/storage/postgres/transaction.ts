import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** Sends statements in one round trip. @throws what the first that failed said, once all have been answered */
export async function pipelined<Row extends QueryResultRow>(
  client: PoolClient,
  statements: readonly QueryConfig<unknown[]>[],
): Promise<QueryResult<Row>[]> {
  const answers = await Promise.allSettled(statements.map((statement) => client.query<Row, unknown[]>(statement)));
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}

/** Goes out with a transaction's first statements. Each statement sees what others have committed until it began. */
export const BEGIN: QueryConfig<unknown[]> = { text: 'BEGIN ISOLATION LEVEL READ COMMITTED' };

/** Goes out with a transaction's last statements. */
export const COMMIT: QueryConfig<unknown[]> = { text: 'COMMIT' };

/**
 * Lends a connection for one transaction, which `work` begins and commits. When it throws, the connection is closed and
 * the server undoes what was done: no further round trip on a connection that may be broken.
 */
export async function withConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
