import type {
  HeaderSetTable,
  LedgerTable,
  LimitMinuteTable,
  QuarterTable,
  ReservationTable,
  SeriesTable,
} from '#lib/server/storage/sql/schema.ts';

type Cell = string | number | null;
type ColumnType = 'text' | 'bigint' | 'double precision';
type Columns<Name extends string> = Readonly<Record<Name, ColumnType>>;

/**
 * Many rows of one table as parameters of one prepared statement: an array for each column, however many rows there
 * are, so that the statement's text, and with it its plan, is always the same.
 */
export class Batch<Name extends string> {
  /** Names of the columns, for `INSERT INTO … (…)`. */
  readonly columns: string;
  readonly #names: readonly Name[];
  readonly #types: readonly ColumnType[];

  constructor(columns: Columns<Name>) {
    this.#names = Object.keys(columns).filter((name): name is Name => Object.hasOwn(columns, name));
    this.#types = this.#names.map((name) => columns[name]);
    this.columns = this.#names.join(', ');
  }

  /** How many parameters the rows take, from `$1` on. */
  get width(): number {
    return this.#names.length;
  }

  /** The rows, in their order, for `FROM`. */
  get source(): string {
    return `unnest(${this.#types.map((type, index) => `$${index + 1}::${type}[]`)})`;
  }

  values(rows: readonly Readonly<Record<Name, Cell>>[]): Cell[][] {
    return this.#names.map((name) => rows.map((row) => row[name]));
  }

  /**
   * Adds rows to the sums that are there. Rows are locked in the order they are given.
   *
   * @param key columns that tell sums apart; all others are added up
   */
  addInto(table: string, key: readonly NoInfer<Name>[]): string {
    const sums = this.#names.filter((name) => !key.includes(name));
    return `INSERT INTO ${table} AS total (${this.columns}) SELECT * FROM ${this.source}
      ON CONFLICT (${key}) DO UPDATE SET ${sums.map((name) => `${name} = total.${name} + excluded.${name}`)}`;
  }
}

export const RESERVATIONS = new Batch<keyof ReservationTable>({
  request_id: 'text',
  instance_id: 'text',
  started_at_ms: 'bigint',
  key_id: 'text',
  owner: 'text',
  plan: 'text',
  endpoint: 'text',
  model: 'text',
  upstream: 'text',
  sandbox: 'bigint',
  streamed: 'bigint',
  prompt_tokens: 'bigint',
  reserved_tokens: 'bigint',
  reserved_micros: 'bigint',
});

export const LEDGER = new Batch<keyof LedgerTable>({
  request_id: 'text',
  started_at_ms: 'bigint',
  key_id: 'text',
  owner: 'text',
  plan: 'text',
  endpoint: 'text',
  model: 'text',
  upstream: 'text',
  sandbox: 'bigint',
  streamed: 'bigint',
  prompt_tokens: 'bigint',
  completion_tokens: 'bigint',
  cached_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  images: 'bigint',
  audio_ms: 'bigint',
  usage_source: 'text',
  status: 'bigint',
  outcome: 'text',
  error_code: 'text',
  error_message: 'text',
  limited_by: 'text',
  cost_micros: 'bigint',
  first_byte_ms: 'double precision',
  duration_ms: 'double precision',
  upstream_ms: 'double precision',
  request_bytes: 'bigint',
  answer_bytes: 'bigint',
  headers_id: 'bigint',
});

export const HEADER_SETS = new Batch<Exclude<keyof HeaderSetTable, 'id'>>({
  hash: 'text',
  headers: 'text',
  seen_at_ms: 'bigint',
});

export const SERIES = new Batch<Exclude<keyof SeriesTable, 'id'>>({
  key_id: 'text',
  owner: 'text',
  plan: 'text',
  endpoint: 'text',
  model: 'text',
  upstream: 'text',
  status: 'bigint',
  outcome: 'text',
  error_code: 'text',
  usage_source: 'text',
  sandbox: 'bigint',
  streamed: 'bigint',
});

export const QUARTERS = new Batch<keyof QuarterTable>({
  quarter: 'bigint',
  series_id: 'bigint',
  requests: 'bigint',
  prompt_tokens: 'bigint',
  completion_tokens: 'bigint',
  cached_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  images: 'bigint',
  audio_ms: 'bigint',
  cost_micros: 'bigint',
  unpriced: 'bigint',
  duration_ms: 'double precision',
  request_bytes: 'bigint',
  answer_bytes: 'bigint',
});

export const MINUTES = new Batch<keyof LimitMinuteTable>({
  subject: 'text',
  minute: 'bigint',
  requests: 'bigint',
  tokens: 'bigint',
  cost_micros: 'bigint',
  rate_refused: 'bigint',
  quota_refused: 'bigint',
  spend_refused: 'bigint',
  upstream_refused: 'bigint',
  overload_refused: 'bigint',
});
