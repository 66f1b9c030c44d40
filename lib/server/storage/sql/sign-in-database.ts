import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SelectQueryNode,
} from 'kysely';
import type { Connections } from './asked.ts';
import type { Database } from './schema.ts';

/**
 * The same tables as one database: what is read comes the way that calls take, so that nobody's session waits behind
 * the console's sums over months; what is written goes the console's.
 */
export function createSignInDatabase({ calls, console: database }: Connections): Kysely<Database> {
  const connection: DatabaseConnection = {
    executeQuery: <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const way = SelectQueryNode.is(query.query) ? calls : database;
      return way.executeQuery<Row>(query);
    },
    streamQuery() {
      throw new Error('Reads are paged, not streamed');
    },
  };
  const none = () => Promise.reject(new Error('The sign-in library needs no transaction'));
  const driver: Driver = {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: none,
    commitTransaction: none,
    rollbackTransaction: none,
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
  const { adapter } = database.getExecutor();
  return new Kysely<Database>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => adapter,
      createIntrospector: () => database.introspection,
      createQueryCompiler: () => ({
        compileQuery: (node, queryId) => database.getExecutor().compileQuery(node, queryId),
      }),
    },
  });
}
