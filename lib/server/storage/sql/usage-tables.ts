import type { Kysely } from 'kysely';
import type { Grouping } from '#lib/contract/usage-report.ts';
import type { LongSpan } from '#lib/domain/usage/spans.ts';
import type { QuarterTable } from './schema.ts';
import { createTable, type Dialect, type TableForm } from './tables.ts';

/** Sums of whole hours and of whole days, made of those of quarters: `quarter` is where each begins. */
export type LongSumTable = QuarterTable;

/** How long the calls of a whole hour or day took that were answered well. */
export interface TimingTable {
  /** As `spanName` names them. */
  readonly span: string;
  /** Where it begins: quarters of an hour since 1970. */
  readonly quarter: number;
  readonly key_id: string;
  readonly owner: string;
  readonly endpoint: string;
  readonly model: string;
  readonly upstream: string;
  readonly sandbox: number;
  /** Histograms, as `writeHistogram` writes them. */
  readonly first_byte: string;
  readonly duration: string;
}

/** Of which calls a row of timings is: all that have every column in common, or those of one grouping alone, or all. */
export type TimingSlice = 'each' | 'all' | TimingGrouping;
export const TIMING_GROUPINGS = ['model', 'key', 'person', 'route', 'upstream'] as const satisfies readonly Grouping[];
export type TimingGrouping = (typeof TIMING_GROUPINGS)[number];

/** Of a slice the columns that do not tell it apart are empty; all slices tell calls of the sandbox apart. */
export const spanName = (span: LongSpan, slice: TimingSlice): string => (slice === 'each' ? span : `${span}/${slice}`);

const LONG_SUMS: TableForm = {
  // No reference to the series: where an hour is, its quarters are as well, and those refer to it.
  key: ['quarter', 'series_id'],
  int: [
    ...['quarter', 'series_id', 'requests', 'prompt_tokens', 'completion_tokens', 'cached_tokens'],
    ...['reasoning_tokens', 'images', 'audio_ms', 'cost_micros', 'unpriced', 'request_bytes', 'answer_bytes'],
  ],
  real: ['duration_ms'],
};

export const TIMING_KEY = ['span', 'quarter', 'key_id', 'owner', 'endpoint', 'model', 'upstream', 'sandbox'] as const;

const TABLES: Readonly<Record<string, TableForm>> = {
  usage_hour: LONG_SUMS,
  usage_day: LONG_SUMS,
  usage_timing: {
    key: TIMING_KEY,
    text: ['span', 'key_id', 'owner', 'endpoint', 'model', 'upstream', 'first_byte', 'duration'],
    int: ['quarter', 'sandbox'],
  },
};

/**
 * `usage_bucket`, of the first version, stays: processes of that version may still write to it while others are updated.
 */
export async function createUsageTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(TABLES)) await createTable(database, name, { dialect, form });
}
