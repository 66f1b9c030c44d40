import { GROUPINGS, METRICS, REPORT_RANGES } from '#lib/contract/usage-report.ts';
import { median, percentile } from './statistics.ts';
import { TIME_ZONE } from './usage-ledger.ts';

/** What the usage page asks for. */

/** The console's default, and one whose days are kept nowhere. */
const ZONES = [TIME_ZONE, 'America/New_York'] as const;
const RANGES = REPORT_RANGES.filter((range) => range !== 'custom');
const FILTERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { model: 'ruijing-gpt-2.0' },
  { key: 'key-3' },
  { person: 'person-1' },
  { route: 'embeddings' },
  { upstream: 'vllm.internal' },
  { status: '429' },
];

export type View = Readonly<Record<string, string>>;

/** Every view that the page's controls lead to; neighbours have little in common. */
export function allViews(): View[] {
  const views = RANGES.flatMap((range) =>
    GROUPINGS.flatMap((by) =>
      METRICS.flatMap((metric) =>
        ZONES.flatMap((zone) => FILTERS.map((filter) => ({ range, by, metric, zone, ...filter }))),
      ),
    ),
  );
  return views.map((_, index) => views[(index * STRIDE) % views.length] ?? {});
}

/** A prime that the number of views is no multiple of: every one has its turn. */
const STRIDE = 1_009;

export interface AskedView {
  readonly view: View;
  readonly ms: number;
}

/** Asks the console for each of them in one request, one after the other, some rounds long. @throws Error for one that fails */
export async function askViews(origin: string, rounds: number): Promise<AskedView[]> {
  const asked: AskedView[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const view of allViews()) asked.push({ view, ms: await askFor(`${origin}/api/usage/report`, view) });
  }
  return asked;
}

/** @returns how long it took, in milliseconds @throws Error for an answer that is none */
export async function askFor(address: string, query: Readonly<Record<string, string>>): Promise<number> {
  const beganMs = performance.now();
  const response = await fetch(`${address}?${new URLSearchParams(query)}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} ${JSON.stringify(query)}: ${text}`);
  return performance.now() - beganMs;
}

export function viewsTable(asked: readonly AskedView[]): string {
  const row = (name: string, cells: readonly string[]) =>
    [name.padEnd(24), ...cells.map((cell) => cell.padStart(7))].join('');
  const figures = (name: string, times: readonly number[]) =>
    row(
      name,
      [median(times), percentile(times, 0.95), Math.max(...times)].map((ms) => ms.toFixed(0)),
    );
  const those = (is: (view: View) => boolean) => asked.filter(({ view }) => is(view)).map(({ ms }) => ms);
  const filters = FILTERS.flatMap((filter) => Object.keys(filter));
  return [
    row('view, ms', ['p50', 'p95', 'most']),
    ...RANGES.map((range) =>
      figures(
        range,
        those((view) => view.range === range),
      ),
    ),
    ...ZONES.map((zone) =>
      figures(
        zone,
        those((view) => view.zone === zone),
      ),
    ),
    figures(
      'all calls',
      those((view) => filters.every((name) => view[name] === undefined)),
    ),
    ...filters.map((name) =>
      figures(
        `those of one ${name}`,
        those((view) => view[name] !== undefined),
      ),
    ),
    figures(
      'all',
      those(() => true),
    ),
  ].join('\n');
}
