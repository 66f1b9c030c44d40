import type { FullResult, PacedResult } from './load.ts';
import { median, percentile } from './statistics.ts';

/** What one rival did over all rounds. */
export interface Figures {
  readonly name: string;
  /** What it does besides forwarding. */
  readonly does: string;
  readonly json: FullResult[];
  readonly events: FullResult[];
  /** By the number of streams at once. */
  readonly paced: ReadonlyMap<number, PacedResult[]>;
  readonly memoryMib: { idle: number; steady: number; recovered: number };
}

/** Answers with status 2xx and whole streams: each of them must stand in the ledger. */
export const succeeded = ({ json, events, paced }: Figures): number =>
  sum([...json, ...events].map((result) => result.succeeded)) + sum(pacedOf(paced).map(({ complete }) => complete));

/** Whatever went wrong for the caller. */
export const failed = ({ json, events, paced }: Figures): number =>
  sum([...json, ...events].map((result) => result.failed)) + sum(pacedOf(paced).map(({ broken }) => broken));

const pacedOf = (paced: Figures['paced']): PacedResult[] => [...paced.values()].flat();
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const ms = (value: number): string => value.toFixed(2);
const whole = (value: number): string => (Number.isNaN(value) ? '?' : Math.round(value).toLocaleString('en'));

type Timing = 'firstTokenMs' | 'gapMs' | 'delayMs';

/**
 * One column a rival, as a markdown table. Ratios are to `limit`, "added" is what the rival takes more than `direct`.
 * Figures of full load are medians over rounds, those of paced streams percentiles over all rounds together.
 */
export function toTable(rivals: readonly Figures[], { limit, direct }: { limit: Figures; direct: Figures }): string {
  const of = (results: readonly FullResult[], field: keyof FullResult) => median(results.map((one) => one[field]));
  const throughput = (kind: 'json' | 'events') => (rival: Figures) => {
    const perSecond = of(rival[kind], 'callsPerSecond');
    return `${whole(perSecond)} (${(perSecond / of(limit[kind], 'callsPerSecond')).toFixed(2)})`;
  };
  const latency = (field: 'latencyMsP50' | 'latencyMsP99') => (rival: Figures) => {
    const value = of(rival.json, field);
    return `${ms(value)} (${(value / of(limit.json, field)).toFixed(2)})`;
  };
  const values = ({ paced }: Figures, streams: number, timing: Timing) =>
    (paced.get(streams) ?? []).flatMap((result) => result[timing]);
  const added = (streams: number, timing: Timing) => (rival: Figures) =>
    [0.5, 0.99]
      .map(
        (share) =>
          percentile(values(rival, streams, timing), share) - percentile(values(direct, streams, timing), share),
      )
      .map(ms)
      .join(' / ');
  const streamCounts = [...direct.paced].filter(([, results]) => results.length > 0).map(([streams]) => streams);
  const pacedRows = streamCounts.flatMap((streams): Row[] => [
    [`${at(streams)}: added time to first token p50 / p99, ms`, added(streams, 'firstTokenMs')],
    [`${at(streams)}: added gap between frames p50 / p99, ms`, added(streams, 'gapMs')],
    [`${at(streams)}: added delay of a frame p50 / p99, ms`, added(streams, 'delayMs')],
  ]);
  const rows: Row[] = [
    ['does', ({ does }) => does],
    ...when(direct.json.length > 0, [
      ['JSON: calls/s (ratio)', throughput('json')],
      ['JSON: latency p50, ms (ratio)', latency('latencyMsP50')],
      ['JSON: latency p99, ms (ratio)', latency('latencyMsP99')],
    ]),
    ...when(direct.events.length > 0, [['200 events at once: streams/s (ratio)', throughput('events')]]),
    ...pacedRows,
    ...when(pacedRows.length > 0, [['paced streams: complete / broken', ({ paced }) => streamsOf(pacedOf(paced))]]),
    ['calls that failed', (rival) => whole(failed(rival))],
    [
      'memory idle / after load / 5 s later, MiB',
      ({ memoryMib: { idle, steady, recovered } }) => [idle, steady, recovered].map(whole).join(' / '),
    ],
  ];
  return [
    ['', ...rivals.map(({ name }) => name)],
    ['---', ...rivals.map(() => '---:')],
    ...rows.map(([name, cell]) => [name, ...rivals.map(cell)]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** A load that was not asked for has no rows. */
const when = (played: boolean, rows: readonly Row[]): readonly Row[] => (played ? rows : []);

type Row = readonly [name: string, cell: (rival: Figures) => string];

const at = (streams: number): string => (streams === 1 ? '1 stream' : `${streams} streams`);

const streamsOf = (results: readonly PacedResult[]): string =>
  `${whole(sum(results.map(({ complete }) => complete)))} / ${whole(sum(results.map(({ broken }) => broken)))}`;

/** The figures without the thousands of single timings behind them. */
export const toSummary = (rival: Figures): object => ({
  ...rival,
  paced: [...rival.paced].map(([streams, results]) => ({
    streams,
    complete: sum(results.map(({ complete }) => complete)),
    broken: sum(results.map(({ broken }) => broken)),
    ...Object.fromEntries(
      (['firstTokenMs', 'gapMs', 'delayMs'] as const).map((timing) => {
        const all = results.flatMap((result) => result[timing]);
        return [timing, { p50: percentile(all, 0.5), p99: percentile(all, 0.99), count: all.length }];
      }),
    ),
  })),
});
