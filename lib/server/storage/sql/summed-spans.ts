import { type RawBuilder, sql } from 'kysely';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { SPANS, type Span, type SpanStarts } from '#lib/domain/usage/spans.ts';
import type { QuarterTable } from './schema.ts';

/** Where the sums of spans stand, and how a few of them are found. */

export const SPAN_TABLES = { day: 'usage_day', hour: 'usage_hour', quarter: 'usage_quarter' } as const satisfies Record<
  Span,
  string
>;

const QUARTERS = { hour: 4, quarter: 1 } as const;

export const spansIn = (units: SpanStarts): Span[] => SPANS.filter((span) => units[span].length > 0);

/** Where a span is one of these: a stretch where they follow each other, which is read in its order. */
export function isIn(starts: readonly number[], span: Span): RawBuilder<unknown> {
  const quarters = starts.map((startMs) => startMs / QUARTER_MS);
  const [first = 0, last = 0] = [quarters[0], quarters.at(-1)];
  const isStretch = span !== 'day' && last - first === (quarters.length - 1) * QUARTERS[span];
  return isStretch ? sql`quarter >= ${first} AND quarter <= ${last}` : sql`quarter IN (${sql.join(quarters)})`;
}

/** What these spans come to, each sum in a row of its own. @param units at least one */
export const sumsIn = (units: SpanStarts, columns: readonly (keyof QuarterTable)[]): RawBuilder<QuarterTable> =>
  sql`(${sql.join(
    spansIn(units).map(
      (span) => sql`SELECT ${sql.join(columns.map((column) => sql.ref(column)))}
        FROM ${sql.table(SPAN_TABLES[span])} WHERE ${isIn(units[span], span)}`,
    ),
    sql` UNION ALL `,
  )})`;
