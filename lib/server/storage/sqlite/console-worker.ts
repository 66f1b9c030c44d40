import { parentPort, workerData } from 'node:worker_threads';
import { openConnection, PATIENT_MS } from './open.ts';
import type { SqlReply, SqlRequest } from './worker-protocol.ts';

// A thread of its own, since node:sqlite waits for the disk: the console's reads, migrations and retention must not
// hold up calls that pass through the process.
const database = openConnection(String(workerData), PATIENT_MS);

parentPort?.on('message', ({ id, sql, parameters }: SqlRequest) => {
  parentPort?.postMessage(run(id, sql, parameters));
});

function run(id: number, sql: string, parameters: SqlRequest['parameters']): SqlReply {
  try {
    const statement = database.prepare(sql);
    if (statement.columns().length > 0) return { id, rows: statement.all(...parameters), changes: 0 };
    return { id, rows: [], changes: Number(statement.run(...parameters).changes) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
