/** A value for every step of time; `null`: nothing is known of it. */
export interface Series {
  readonly id: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** The series of all that have none of their own: always the last, and grey. */
export const OTHER = 'other';

/** Figures over time, as every chart and its table take them. */
export interface ChartData {
  /** When each step begins, in Unix milliseconds, strictly increasing. */
  readonly starts: readonly number[];
  /** When the last step ends. */
  readonly endMs: number;
  /** IANA zone of the axis and of all words of time. */
  readonly timeZone: string;
  /** At most ten, and {@link OTHER}. */
  readonly series: readonly Series[];
  /** How often something happened that nobody wishes for, such as refused requests; at most three kinds. */
  readonly marks?: readonly Series[];
  /** What the values may come to. */
  readonly limit?: { readonly value: number; readonly label: string };
}

/**
 * A value in words. `axis`: where room is short, beside the axis; whoever has no shorter words gives the same.
 */
export type FormatValue = (value: number, where?: 'axis') => string;

/** What every chart takes. */
export interface ChartProps {
  data: ChartData;
  /** What is shown, with its unit: the chart's heading, and its name. */
  label: string;
  format: FormatValue;
  /** Stands in the chart where there is nothing to draw. */
  empty: string;
  /** Sums over time mean something: the table tells them. */
  summed?: boolean;
  /** Told of a click, a tap or Enter on a step, and of the series or kind of mark that was meant, if one was. */
  onSelect?: (startMs: number, id?: string) => void;
}

/** Whether two tell of the very same figures: whoever makes `data` anew at every rendering has nothing drawn anew. */
export function isSameData(one: ChartData, two: ChartData): boolean {
  return (
    one.starts === two.starts &&
    one.endMs === two.endMs &&
    one.timeZone === two.timeZone &&
    one.limit?.value === two.limit?.value &&
    one.limit?.label === two.limit?.label &&
    isSameSeries(one.series, two.series) &&
    isSameSeries(one.marks ?? [], two.marks ?? [])
  );
}

const isSameSeries = (one: readonly Series[], two: readonly Series[]): boolean =>
  one.length === two.length &&
  one.every(({ id, label, values }, index) => {
    const other = two[index];
    return id === other?.id && label === other.label && values === other.values;
  });
