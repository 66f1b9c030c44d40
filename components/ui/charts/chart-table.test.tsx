// @vitest-environment jsdom
import { act } from 'react';
import { describe, expect, test } from 'vitest';
import { click, one, render } from '#e2e/support/react.tsx';
import en from '#lib/i18n/messages/en/charts.json' with { type: 'json' };
import type { ChartData } from './chart-data.ts';
import { ChartTable } from './chart-table.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const table = (data: ChartData) =>
  render(<ChartTable data={data} label="Tokens" format={String} />, { locale: 'en', messages: { charts: en } })
    .container;

const rows = (container: HTMLElement) =>
  [...container.querySelectorAll('tbody tr')].map(({ children }) =>
    [...children].map(({ textContent }) => textContent),
  );

describe('a chart’s table', () => {
  test('has a caption, scopes, and the latest first; what tells nothing is counted', () => {
    const container = table({
      starts: [0, 1, 2, 3].map((hour) => hour * HOUR_MS),
      endMs: 4 * HOUR_MS,
      timeZone: 'UTC',
      series: [
        { id: 'a', label: 'A', values: [1, 0, null, null] },
        { id: 'b', label: 'B', values: [0, 0, 2, null] },
      ],
    });
    expect(one(container, 'caption').textContent).toBe('Tokens');
    expect([...container.querySelectorAll('th')].every((cell) => cell.hasAttribute('scope'))).toBe(true);
    expect(rows(container)).toEqual([
      ['Jan 1, 02:00–03:00', 'no data', '2'],
      ['Jan 1, 00:00–01:00', '1', '0'],
    ]);
    expect(container.textContent).toContain('1 more step is 0 throughout. 1 more step has no data.');
  });

  test('tells the hour that comes twice apart', () => {
    const startMs = Date.parse('2026-10-25T00:00Z');
    const container = table({
      starts: [startMs, startMs + HOUR_MS],
      endMs: startMs + 2 * HOUR_MS,
      timeZone: 'Europe/Berlin',
      series: [{ id: 'a', label: 'A', values: [1, 2] }],
    });
    expect(rows(container)).toEqual([
      ['Oct 25, 02:00–03:00 GMT+1', '2'],
      ['Oct 25, 02:00 GMT+2–02:00 GMT+1', '1'],
    ]);
  });

  test('names days, also one of 25 hours, and longer steps by their first and last day', () => {
    const [first, second, third] = ['2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00', '2026-11-02T00:00+01:00'].map(
      (iso) => Date.parse(iso),
    );
    const container = table({
      starts: [first ?? 0, second ?? 0],
      endMs: third ?? 0,
      timeZone: 'Europe/Berlin',
      series: [{ id: 'a', label: 'A', values: [1, 2] }],
    });
    expect(rows(container)).toEqual([
      ['Oct 26 – Nov 1', '2'],
      ['Sun, Oct 25', '1'],
    ]);
  });

  test('of a month of minutes is read page by page, and day by day', () => {
    const count = 43_200;
    const startMs = Date.parse('2026-11-01T00:00+08:00');
    const container = table({
      starts: Array.from({ length: count }, (_, minute) => startMs + minute * MINUTE_MS),
      endMs: startMs + count * MINUTE_MS,
      timeZone: 'Asia/Shanghai',
      series: [{ id: 'a', label: 'A', values: Array.from({ length: count }, (_, minute) => minute + 1) }],
    });
    expect(rows(container)[0]).toEqual(['Nov 30, 23:59', '43200']);
    expect(rows(container).length).toBe(60);
    expect(container.textContent).toContain('Page 1 of 720');
    click(container, 'Older');
    expect(rows(container)[0]).toEqual(['Nov 30, 22:59', '43140']);
    click(container, 'Oldest');
    expect(rows(container).at(-1)).toEqual(['Nov 1, 00:00', '1']);

    const select = container.querySelector('select');
    const day = [...(select?.options ?? [])].find(({ text }) => text === 'Nov 7');
    act(() => {
      Object.assign(select ?? {}, { value: day?.value });
      select?.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(rows(container)[0]).toEqual(['Nov 7, 23:59', String(7 * 24 * 60)]);
  });
});
