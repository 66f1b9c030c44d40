/** Rows as both databases hold them: instants are Unix milliseconds, money is millionths, flags are 0 and 1. */

export interface MetaTable {
  readonly name: string;
  readonly value: string;
}

export interface PlanTable {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly built_in: number;
  /** JSON of `PlanLimits`. */
  readonly limits: string;
  readonly pool: string;
}

export interface KeyTable {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly plan: string;
  /** HMAC-SHA256 of the whole key, in hex. */
  readonly hash: string;
  readonly last_four: string;
  /** JSON lists; NULL: all. */
  readonly models: string | null;
  readonly routes: string | null;
  /** JSON of `PlanLimits`. */
  readonly limits: string;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
  readonly created_at_ms: number;
}

/** A process that has reservations; one not seen for a while has died. */
export interface InstanceTable {
  readonly id: string;
  readonly seen_at_ms: number;
}

export interface ReservationTable {
  readonly request_id: string;
  readonly instance_id: string;
  readonly started_at_ms: number;
  readonly key_id: string | null;
  readonly owner: string;
  readonly plan: string;
  readonly endpoint: string;
  readonly model: string;
  readonly upstream: string;
  readonly sandbox: number;
  readonly streamed: number;
  readonly prompt_tokens: number;
  readonly reserved_tokens: number;
  readonly reserved_micros: number;
}

export interface LedgerTable {
  readonly request_id: string;
  readonly started_at_ms: number;
  readonly key_id: string | null;
  readonly owner: string;
  readonly plan: string;
  readonly endpoint: string;
  readonly model: string;
  readonly upstream: string;
  readonly sandbox: number;
  readonly streamed: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly images: number;
  readonly audio_ms: number | null;
  readonly usage_source: string;
  readonly status: number;
  readonly outcome: string;
  readonly error_code: string | null;
  readonly cost_micros: number | null;
  readonly first_byte_ms: number | null;
  readonly duration_ms: number;
  readonly upstream_ms: number | null;
  readonly request_bytes: number;
  readonly answer_bytes: number;
}

/** The dimensions of sums, each combination once. */
export interface SeriesTable {
  readonly id: number;
  readonly key_id: string;
  readonly owner: string;
  readonly plan: string;
  readonly endpoint: string;
  readonly model: string;
  readonly upstream: string;
  readonly status: number;
  readonly outcome: string;
  readonly error_code: string;
  readonly usage_source: string;
  readonly sandbox: number;
  readonly streamed: number;
}

export interface QuarterTable {
  /** Quarters of an hour since 1970. */
  readonly quarter: number;
  readonly series_id: number;
  readonly requests: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number;
  readonly reasoning_tokens: number;
  readonly images: number;
  readonly audio_ms: number;
  readonly cost_micros: number;
  readonly unpriced: number;
  readonly duration_ms: number;
  readonly request_bytes: number;
  readonly answer_bytes: number;
}

export interface BucketTable {
  readonly quarter: number;
  readonly series_id: number;
  /** `duration` or `firstByte`. */
  readonly timing: string;
  readonly bucket: number;
  readonly count: number;
}

export interface MinuteTable {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly key_id: string;
  readonly owner: string;
  readonly model: string;
  readonly outcome: string;
  readonly sandbox: number;
  readonly requests: number;
  readonly tokens: number;
  readonly cost_micros: number;
}

export interface Database {
  readonly meta: MetaTable;
  readonly plan: PlanTable;
  readonly api_key: KeyTable;
  readonly instance: InstanceTable;
  readonly reservation: ReservationTable;
  readonly ledger: LedgerTable;
  readonly series: SeriesTable;
  readonly usage_quarter: QuarterTable;
  readonly usage_bucket: BucketTable;
  readonly usage_minute: MinuteTable;
}
