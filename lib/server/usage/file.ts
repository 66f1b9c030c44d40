import { type Grouping, REPORT_SUMS, type ReportSums } from '#lib/contract/usage-report.ts';
import type { TimeWindow } from '#lib/domain/limits/window.ts';
import { addUpSums, stepIndex } from '#lib/domain/usage/report.ts';
import type { GroupSums } from '#lib/server/storage/usage.ts';
import { CSV_BEGIN, csvLine } from '#lib/std/csv.ts';

export interface UsageFile extends TimeWindow {
  readonly sums: readonly GroupSums[];
  readonly names: ReadonlyMap<string, string>;
  readonly by: Grouping;
  readonly currency: string;
  readonly zone: string;
  readonly starts: readonly number[];
}

interface Line {
  readonly startMs: number;
  readonly endMs: number;
  readonly group: string;
  readonly sums: ReportSums;
}

const MICROS = 1_000_000;

/** The names of the sums as they stand in a file; costs are whole units of the currency. */
const COLUMNS = {
  requests: 'requests',
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  costMicros: 'cost',
  unpriced: 'unpriced_requests',
  failed: 'failed_requests',
  limited: 'limited_requests',
  refused: 'refused_requests',
} as const satisfies Record<keyof ReportSums, string>;

const figureOf = (name: keyof ReportSums, sums: ReportSums): number =>
  name === 'costMicros' ? sums[name] / MICROS : sums[name];

/** Sums of each step and group, in the order of time, as a file that is saved. */
export function toFile(format: 'csv' | 'json', file: UsageFile): Response {
  const lines = linesOf(file);
  const body = format === 'csv' ? toCsv(lines, file) : `${JSON.stringify(toJson(lines, file), null, 2)}\n`;
  const days = [file.startMs, file.endMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  return new Response(body, {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="ruijing-usage-${days.join('-')}.${format}"`,
    },
  });
}

/** One for each group of each step that has any. */
function linesOf({ sums, starts, endMs }: UsageFile): Line[] {
  const placed = Map.groupBy(sums, ({ startMs, group }) => `${stepIndex(starts, startMs)} ${group}`);
  return (
    [...placed.values()]
      .flatMap((parts): Line[] => {
        const [first] = parts;
        if (first === undefined) return [];
        const index = stepIndex(starts, first.startMs);
        const [startMs = 0, nextMs = endMs] = [starts[index], starts[index + 1]];
        return [{ startMs, endMs: nextMs, group: first.group, sums: addUpSums(parts.map((part) => part.sums)) }];
      })
      // What a day gave to another step may have been all of it.
      .filter(({ sums: { requests } }) => requests > 0)
      .sort((one, other) => one.startMs - other.startMs || (one.group < other.group ? -1 : 1))
  );
}

const instant = (ms: number): string => new Date(ms).toISOString();

function toCsv(lines: readonly Line[], { names, by, currency }: UsageFile): string {
  const columns = REPORT_SUMS.map((name) => (name === 'costMicros' ? `cost_${currency.toLowerCase()}` : COLUMNS[name]));
  const head = csvLine(['starts_at', 'ends_at', by, 'name', ...columns]);
  const rows = lines.map(({ startMs, endMs, group, sums }) =>
    csvLine([
      ...[instant(startMs), instant(endMs), group, names.get(group) ?? null],
      ...REPORT_SUMS.map((name) => figureOf(name, sums)),
    ]),
  );
  return CSV_BEGIN + head + rows.join('');
}

function toJson(lines: readonly Line[], { names, by, currency, zone, startMs, endMs }: UsageFile): object {
  return {
    object: 'usage_export',
    starts_at: instant(startMs),
    ends_at: instant(endMs),
    time_zone: zone,
    currency,
    grouped_by: by,
    data: lines.map((line) => ({
      starts_at: instant(line.startMs),
      ends_at: instant(line.endMs),
      [by]: line.group,
      name: names.get(line.group) ?? null,
      ...Object.fromEntries(REPORT_SUMS.map((name) => [COLUMNS[name], figureOf(name, line.sums)])),
    })),
  };
}
