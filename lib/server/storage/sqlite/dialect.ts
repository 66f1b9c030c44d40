import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { Mutex } from '#lib/std/mutex.ts';
import { type SqlReply, type SqlRequest, toSqlValue } from './worker-protocol.ts';

/** Kysely over a SQLite connection that lives in a thread of its own. */
export function createSqliteDialect(file: string): Dialect {
  return {
    createDriver: () => new WorkerDriver(file),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite's is, whatever Kysely says of it: a migration that fails leaves nothing half done. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Found from the folder that the process runs in: the bundle that Next makes of this module lies elsewhere. */
const WORKER = ['lib', 'server', 'storage', 'sqlite', 'console-worker.ts'];

class WorkerDriver implements Driver {
  readonly #file: string;
  /** One connection: a transaction has it to itself. */
  readonly #mutex = new Mutex();
  #connection: WorkerConnection | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  init(): Promise<void> {
    const path = join(/* turbopackIgnore: true */ process.cwd(), ...WORKER);
    this.#connection = new WorkerConnection(new Worker(path, { workerData: this.#file }));
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#mutex.lock();
    if (this.#connection !== undefined) return this.#connection;
    this.#mutex.unlock();
    throw new Error('The database is closed');
  }

  releaseConnection(): Promise<void> {
    this.#mutex.unlock();
    return Promise.resolve();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // At once for writing: one that begins by reading could not become a writer while another one writes.
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
  }

  async destroy(): Promise<void> {
    await this.#connection?.close();
    this.#connection = undefined;
  }
}

/** As {@link SqlReply}: which columns a row has, only Kysely knows from the query. */
type Answered =
  | Extract<SqlReply, { error: string }>
  | { readonly id: number; readonly rows: never[]; readonly changes: number };

interface Waiting {
  resolve(answer: QueryResult<never>): void;
  reject(error: Error): void;
}

class WorkerConnection implements DatabaseConnection {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Why there is no thread any more. */
  #ended: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answered) => this.#settle(answer));
    worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#end(new Error('The database’s thread has ended')));
    // An idle thread must not keep a process alive that has nothing else to do.
    worker.unref();
  }

  executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return new Promise((resolve, reject) => {
      // A thread that has ended answers nothing, and no event tells of that a second time.
      if (this.#ended !== undefined) throw this.#ended;
      const request: SqlRequest = { id: ++this.#lastId, sql, parameters: parameters.map(toSqlValue) };
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Reads are paged, not streamed');
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: Answered): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve({ rows: answer.rows, numAffectedRows: BigInt(answer.changes) });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
