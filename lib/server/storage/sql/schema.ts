import type { Generated } from 'kysely';
import type {
  AlertDeliveryTable,
  AlertEpisodeTable,
  AlertRuleTable,
  AlertWebhookTable,
  LeaseTable,
} from './alert-tables.ts';
import type {
  ConversationShareTable,
  ConversationTable,
  MessageGramsTable,
  MessageTable,
  MessageWordsTable,
} from './conversation-tables.ts';
import type { PictureBytesTable, PictureTable, PictureUseTable } from './picture-tables.ts';
import type { LongSumTable, TimingTable } from './usage-tables.ts';

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
  /** Until then bodies of its calls are kept; NULL: they are not. */
  readonly capture_until_ms: number | null;
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
  readonly error_message: string | null;
  readonly limited_by: string | null;
  readonly cost_micros: number | null;
  readonly first_byte_ms: number | null;
  readonly duration_ms: number;
  readonly upstream_ms: number | null;
  readonly request_bytes: number;
  readonly answer_bytes: number;
  /** Of a set of headers. */
  readonly headers_id: number | null;
}

/** Headers as callers sent them, redacted. */
export interface HeaderSetTable {
  readonly id: number;
  /** SHA-256 of the headers, in hex. */
  readonly hash: string;
  /** JSON of `KeptHeader[]`. */
  readonly headers: string;
  readonly seen_at_ms: number;
}

/** What was said in a call. */
export interface PayloadTable {
  readonly number: Generated<number>;
  readonly request_id: string;
  readonly key_id: string;
  readonly owner: string;
  readonly captured_at_ms: number;
  readonly expires_at_ms: number;
  readonly request_type: string | null;
  readonly request_bytes: number;
  readonly request_cut: number;
  /** UTF-8. */
  readonly request: Uint8Array | null;
  readonly answer_type: string | null;
  readonly answer_bytes: number;
  readonly answer_cut: number;
  readonly answer: Uint8Array | null;
  /** JSON. */
  readonly answer_headers: string;
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

export interface UpstreamLimitTable {
  /** Its name. */
  readonly upstream: string;
  readonly observed_at_ms: number;
  /** JSON of the headers that told them. */
  readonly limits: string;
}

export interface LimitMinuteTable {
  /** Id of a subject of the limits. */
  readonly subject: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly requests: number;
  readonly tokens: number;
  readonly cost_micros: number;
  readonly rate_refused: number;
  readonly quota_refused: number;
  readonly spend_refused: number;
  readonly upstream_refused: number;
  readonly overload_refused: number;
}

/**
 * A person. This table, `session`, `account` and `verification` are the sign-in library's (better-auth 1.7): dates are
 * texts of ISO 8601, which sort by time, in both databases.
 */
export interface PersonTable {
  readonly id: string;
  readonly email: string;
  readonly email_verified: number;
  readonly name: string;
  readonly image: string | null;
  readonly role: string;
  readonly plan: string;
  readonly disabled: number;
  readonly disabled_reason: string | null;
  readonly disabled_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface SessionTable {
  readonly id: string;
  readonly person_id: string;
  /** Half of the cookie: the other half is its signature with the installation's secret. */
  readonly token: string;
  readonly expires_at: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly impersonated_by: string | null;
}

/** How a person proves who they are: for now by a password. */
export interface AccountTable {
  readonly id: string;
  readonly person_id: string;
  readonly account_id: string;
  readonly provider_id: string;
  /** The hash of a password (scrypt). */
  readonly password: string | null;
  readonly access_token: string | null;
  readonly refresh_token: string | null;
  readonly id_token: string | null;
  readonly access_token_expires_at: string | null;
  readonly refresh_token_expires_at: string | null;
  readonly scope: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface VerificationTable {
  readonly id: string;
  readonly identifier: string;
  readonly value: string;
  readonly expires_at: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A link that lets somebody in once. */
export interface InvitationTable {
  readonly id: string;
  /** SHA-256 of the token, in hex. */
  readonly token_hash: string;
  /** Whose password it sets anew; NULL: it makes a person. */
  readonly person_id: string | null;
  readonly role: string;
  readonly plan: string;
  readonly email: string | null;
  readonly created_by: string;
  readonly created_at_ms: number;
  readonly expires_at_ms: number;
  readonly used_at_ms: number | null;
  readonly withdrawn_at_ms: number | null;
}

export interface AuditTable {
  readonly id: Generated<number>;
  readonly at_ms: number;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_role: string;
  readonly peer: string | null;
  readonly request_id: string;
  readonly action: string;
  readonly target_kind: string | null;
  readonly target_id: string | null;
  readonly target_name: string | null;
  /** JSON. */
  readonly details: string;
}

/** A chat request that the server makes and remembers. */
export interface RunTable {
  readonly id: string;
  readonly owner: string;
  /** The process that makes it. */
  readonly instance_id: string;
  readonly model: string;
  readonly status: string;
  /** JSON of `Bill`. */
  readonly bill: string | null;
  readonly conversation_id: string | null;
  readonly message_id: string | null;
  readonly created_at_ms: number;
  readonly stop_asked: number;
  readonly duration_ms: number | null;
}

export interface RunEventTable {
  readonly run_id: string;
  readonly n: number;
  /** Since the request began. */
  readonly at_ms: number;
  readonly type: string;
  /** JSON of `RunHead`, or the bytes themselves. */
  readonly data: string;
}

export interface Database {
  readonly meta: MetaTable;
  readonly plan: PlanTable;
  readonly api_key: KeyTable;
  readonly instance: InstanceTable;
  readonly reservation: ReservationTable;
  readonly ledger: LedgerTable;
  readonly header_set: HeaderSetTable;
  readonly payload: PayloadTable;
  readonly series: SeriesTable;
  readonly usage_quarter: QuarterTable;
  readonly usage_bucket: BucketTable;
  readonly limit_minute: LimitMinuteTable;
  readonly upstream_limit: UpstreamLimitTable;
  readonly usage_hour: LongSumTable;
  readonly usage_day: LongSumTable;
  readonly usage_timing: TimingTable;
  readonly person: PersonTable;
  readonly session: SessionTable;
  readonly account: AccountTable;
  readonly verification: VerificationTable;
  readonly invitation: InvitationTable;
  readonly audit: AuditTable;
  readonly run: RunTable;
  readonly run_event: RunEventTable;
  readonly conversation: ConversationTable;
  readonly message: MessageTable;
  readonly conversation_share: ConversationShareTable;
  readonly message_words: MessageWordsTable;
  readonly message_grams: MessageGramsTable;
  readonly picture: PictureTable;
  readonly picture_bytes: PictureBytesTable;
  readonly picture_use: PictureUseTable;
  readonly alert_rule: AlertRuleTable;
  readonly alert_webhook: AlertWebhookTable;
  readonly alert_episode: AlertEpisodeTable;
  readonly alert_delivery: AlertDeliveryTable;
  readonly lease: LeaseTable;
}
