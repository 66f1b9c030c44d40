// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { click, one, press, render } from '#e2e/support/react.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import en from '#lib/i18n/messages/en/charts.json' with { type: 'json' };
import zh from '#lib/i18n/messages/zh/charts.json' with { type: 'json' };
import type { ChartData } from './chart-data.ts';
import { StackedBars } from './stacked-bars.tsx';
import { TimeChart } from './time-chart.tsx';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-26T00:00+08:00');
const CHARTS = { zh, en };

const hours = (count: number): Pick<ChartData, 'starts' | 'endMs' | 'timeZone'> => ({
  starts: Array.from({ length: count }, (_, index) => START_MS + index * HOUR_MS),
  endMs: START_MS + count * HOUR_MS,
  timeZone: 'Asia/Shanghai',
});

const DATA: ChartData = {
  ...hours(24),
  series: [
    { id: 'chat', label: 'Chat', values: Array.from({ length: 24 }, (_, hour) => (hour === 22 ? null : hour * 100)) },
    { id: 'other', label: 'Rest', values: Array.from({ length: 24 }, () => 7) },
    { id: 'vision', label: 'Vision', values: Array.from({ length: 24 }, (_, hour) => hour) },
  ],
  marks: [{ id: 'refused', label: 'Refused', values: Array.from({ length: 24 }, (_, hour) => (hour === 21 ? 3 : 0)) }],
  limit: { value: 2_400, label: 'Limit' },
};

const format = (value: number) => value.toLocaleString('en');

function chart(locale: Locale, props: Partial<Parameters<typeof TimeChart>[0]> = {}, Chart = TimeChart) {
  const node = <Chart data={DATA} label="Requests an hour" format={format} empty="Nothing happened." {...props} />;
  return render(node, { locale, messages: { charts: CHARTS[locale] } }).container;
}

const plot = (container: HTMLElement) => one(container, '[role=application]');
const said = (container: HTMLElement) => one(container, '[role=status]').textContent;

describe.each([
  ['lines', TimeChart],
  ['bars', StackedBars],
])('a chart of %s', (_, Chart) => {
  test('is walked with the keyboard, and says where one is in the language of the page', () => {
    const english = chart('en', {}, Chart);
    press(plot(english), 'ArrowRight');
    expect(said(english)).toBe('Nov 26, 23:00–00:00: Chat 2,300, Vision 23, and Rest 7');
    press(plot(english), 'ArrowLeft');
    expect(said(english)).toBe('Nov 26, 22:00–23:00: Chat no data, Vision 22, and Rest 7');
    press(plot(english), { key: 'ArrowLeft', shiftKey: true });
    expect(said(english)).toBe('Nov 26, 12:00–13:00: Chat 1,200, Vision 12, and Rest 7');

    const chinese = chart('zh', {}, Chart);
    press(plot(chinese), 'Home');
    expect(said(chinese)).toBe('11月26日 00:00–01:00：Chat 0、Vision 0和Rest 7');
  });

  test('tells of what was refused, and of one series alone once that is chosen', () => {
    const container = chart('en', {}, Chart);
    press(plot(container), 'End', 'ArrowLeft', 'ArrowLeft');
    expect(said(container)).toBe('Nov 26, 21:00–22:00: Chat 2,100, Vision 21, Rest 7, and Refused 3');
    press(plot(container), 'ArrowDown', 'ArrowDown');
    expect(said(container)).toBe('Nov 26, 21:00–22:00: Vision 21');
    press(plot(container), 'ArrowUp', 'ArrowUp', 'ArrowUp');
    expect(said(container)).toBe('Nov 26, 21:00–22:00: Refused 3');
  });

  test('gives Enter to the page, with the step and the series', () => {
    const selected: [number, string | undefined][] = [];
    const container = chart('en', { onSelect: (startMs, id) => selected.push([startMs, id]) }, Chart);
    press(plot(container), 'Enter', 'Home', 'Enter', 'ArrowRight', 'ArrowDown', ' ');
    expect(selected).toEqual([
      [START_MS, undefined],
      [START_MS + HOUR_MS, 'chat'],
    ]);
  });

  test('hides a series and shows it again', () => {
    const container = chart('en', {}, Chart);
    click(container, 'Chat');
    press(plot(container), 'End');
    expect(said(container)).toBe('Nov 26, 23:00–00:00: Vision 23 and Rest 7');
    expect(one(container, 'ul button[aria-pressed=false]').textContent).toBe('Chat');
    click(container, 'Chat');
    expect(said(container)).toContain('Chat 2,300');
  });

  test('is one stop of the keyboard, named and described', () => {
    const container = chart('en', {}, Chart);
    expect(container.querySelectorAll('figure [tabindex="0"]').length).toBe(1);
    expect(plot(container).getAttribute('aria-label')).toBe('Requests an hour');
    const described = plot(container).getAttribute('aria-describedby') ?? '';
    const highest = Chart === TimeChart ? '2,300' : '2,330';
    expect(document.getElementById(described)?.textContent).toContain(
      `24 steps. Highest: ${highest}, Nov 26, 23:00–00:00`,
    );
  });

  test('has its table before its plot, and shows every figure in it', () => {
    const container = chart('en', { summed: true }, Chart);
    const button = one(container, 'button[aria-expanded]');
    expect(button.compareDocumentPosition(plot(container))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    click(container, 'As a table');
    expect([...container.querySelectorAll('thead th')].map(({ textContent }) => textContent)).toEqual([
      'Time',
      'Chat',
      'Vision',
      'Rest',
      'Refused',
    ]);
    expect(container.querySelectorAll('tbody tr').length).toBe(24);
    expect([...(container.querySelector('tfoot tr')?.children ?? [])].map(({ textContent }) => textContent)).toEqual([
      'Total',
      '25,400',
      '276',
      '168',
      '3',
    ]);
  });
});

test('a chart follows its data: what is gone is nobody’s place any more', () => {
  const node = (data: ChartData) => (
    <TimeChart data={data} label="Requests" format={format} empty="Nothing happened." />
  );
  const { container, show } = render(node(DATA), { locale: 'en', messages: { charts: en } });
  press(plot(container), 'End');
  expect(said(container)).toContain('23:00');
  show(node({ ...hours(3), series: [{ id: 'chat', label: 'Chat', values: [1, 2, 3] }] }));
  expect(said(container)).toBe('');
  press(plot(container), 'End');
  expect(said(container)).toBe('Nov 26, 02:00–03:00: Chat 3');
});

describe('bars', () => {
  const bars = (data: ChartData) =>
    render(<StackedBars data={data} label="Cost" format={format} empty="Nothing happened." />, {
      locale: 'en',
      messages: { charts: en },
      widthPx: 600,
    }).container;
  const paths = (container: HTMLElement) => [
    ...container.querySelectorAll('svg > path.fill-current:not(.stroke-panel)'),
  ];

  test('bear what is missing, negative or no number', () => {
    const container = bars({
      ...hours(4),
      series: [
        { id: 'a', label: 'A', values: [5, -3, null, Number.NaN] },
        { id: 'b', label: 'B', values: [2, 1, Number.POSITIVE_INFINITY] },
      ],
    });
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(container.innerHTML).not.toContain('Nothing happened.');
  });

  test('show an empty axis with the words they were given where everything is zero', () => {
    const container = bars({ ...hours(4), series: [{ id: 'a', label: 'A', values: [0, 0, null, 0] }] });
    expect(container.textContent).toContain('Nothing happened.');
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(bars({ ...hours(0), series: [] }).textContent).toContain('Nothing happened.');
  });

  test('have the rest last and grey, wherever it stands in the data', () => {
    const container = bars(DATA);
    expect(paths(container).at(-1)?.getAttribute('class')).toContain('text-series-other');
    const legend = [...container.querySelectorAll('figure ul li')].map(({ textContent }) => textContent);
    expect(legend).toEqual(['Chat', 'Vision', 'Rest', 'Refused']);
  });
});
