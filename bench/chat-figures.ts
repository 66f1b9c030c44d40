import type { StreamCost } from './chat-browser.ts';
import type { HeapGrowth, LongThread } from './chat-thread.ts';
import { median } from './statistics.ts';

/** What one page did in each round. */
export interface PageFigures {
  readonly name: string;
  readonly rounds: StreamCost[];
}

export interface ChatFigures {
  readonly ours: PageFigures;
  readonly bare: PageFigures;
  readonly peers: readonly PageFigures[];
  /** Ours, on a processor four times slower, and the bare page there. */
  readonly throttled: StreamCost[];
  readonly bareThrottled: StreamCost[];
  /** Ours, by the length of the answer. */
  readonly shorter: StreamCost[];
  readonly longer: StreamCost[];
  /** Absent: not measured. */
  readonly thread?: LongThread;
  readonly heap?: HeapGrowth;
}

/** Of the rounds; a longest task is the longest of all of them. */
const of = (rounds: readonly StreamCost[], field: keyof StreamCost): number =>
  field === 'longestTaskMs' || field === 'longTasks'
    ? Math.max(...rounds.map((round) => round[field]))
    : median(rounds.map((round) => round[field]));

/** One column a page, as a Markdown table; in brackets the ratio to the bare page. */
export function toTable({ ours, bare, peers }: ChatFigures): string {
  const all = [ours, bare, ...peers];
  const row = (name: string, field: keyof StreamCost, digits: number): string[] => [
    name,
    ...all.map(({ rounds }) => {
      const value = of(rounds, field);
      const ratio = field.endsWith('S') ? ` (${(value / of(bare.rounds, field)).toFixed(2)})` : '';
      return value.toFixed(digits) + ratio;
    }),
  ];
  return [
    ['', ...all.map(({ name }) => name)],
    ['---', ...all.map(() => '---:')],
    row('main thread busy, s (ratio)', 'taskS', 2),
    row('script, style, layout, s (ratio)', 'ownS', 2),
    row('from asking to the last word, s (ratio)', 'wallS', 1),
    row('tasks over 50 ms, most of a round', 'longTasks', 0),
    row('longest task, ms', 'longestTaskMs', 0),
    row('frame p99, ms', 'frameMsP99', 1),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

interface Limit {
  readonly name: string;
  readonly value: number;
  readonly max: number;
}

/** What must hold, of what was measured. */
export function limitsOf(figures: ChatFigures): Limit[] {
  const { ours, bare, throttled, bareThrottled, shorter, longer, thread, heap } = figures;
  const ratio = (field: keyof StreamCost) => of(ours.rounds, field) / of(bare.rounds, field);
  return [
    ...when(ours.rounds.length > 0, () => [
      { name: 'main thread, times the bare page', value: ratio('taskS'), max: 1.5 },
      { name: 'script, style and layout, times the bare page', value: ratio('ownS'), max: 2 },
      { name: 'longest task, ms', value: of(ours.rounds, 'longestTaskMs'), max: 50 },
      { name: 'frame p99, ms', value: of(ours.rounds, 'frameMsP99'), max: 34 },
    ]),
    ...when(longer.length > 0, () => [
      {
        name: `longest task at a quarter of the speed, ms (bare page: ${of(bareThrottled, 'longestTaskMs')})`,
        value: of(throttled, 'longestTaskMs'),
        max: 100,
      },
      { name: '100 KB, times 50 KB', value: of(longer, 'taskS') / of(shorter, 'taskS'), max: 2.2 },
    ]),
    ...(thread === undefined
      ? []
      : [
          { name: '1,000 messages open, ms', value: thread.openMs, max: 500 },
          { name: 'key to paint in their composer p95, ms', value: thread.keyToPaintMsP95, max: 50 },
        ]),
    ...(heap === undefined
      ? []
      : [{ name: 'heap after 100 answers, times that after 10', value: heap.after100MB / heap.after10MB, max: 1.2 }]),
  ];
}

const when = (measured: boolean, limits: () => Limit[]): Limit[] => (measured ? limits() : []);

/** @returns the limits as lines, each with its verdict */
export const toLines = (limits: readonly Limit[]): string =>
  limits
    .map((limit) => `${holds(limit) ? 'ok  ' : 'FAIL'} ${limit.name}: ${limit.value.toFixed(2)} (at most ${limit.max})`)
    .join('\n');

/** NaN, which nobody measured, holds nothing. */
export const holds = ({ value, max }: Limit): boolean => value <= max;
