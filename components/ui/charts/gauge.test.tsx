// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { one, render } from '#e2e/support/react.tsx';
import en from '#lib/i18n/messages/en/charts.json' with { type: 'json' };
import { Gauge } from './gauge.tsx';

const gauge = (props: Pick<Parameters<typeof Gauge>[0], 'used' | 'limit'> & { reserved?: number }) =>
  render(<Gauge label="Today" format={String} {...props} />, { locale: 'en', messages: { charts: en } }).container;

const valueText = (container: HTMLElement) => one(container, 'meter').getAttribute('aria-valuetext');

describe('a gauge', () => {
  test.each([
    [{ used: 10, limit: 100 }, '10 of 100 used, 10%'],
    [{ used: 79.9, limit: 100 }, '79.9 of 100 used, 79%'],
    [{ used: 80, limit: 100 }, '80 of 100 used, 80% · Nearing the limit'],
    [{ used: 99.99, limit: 100 }, '99.99 of 100 used, 99% · Almost used up'],
    [{ used: 120, limit: 100 }, '120 of 100 used, 120% · Used up'],
    [{ used: 70, reserved: 30, limit: 100 }, '70 of 100 used and 30 reserved, 100% together · Used up'],
    [{ used: 1, limit: 1_000_000 }, '1 of 1000000 used, under 0.1%'],
    [{ used: 0, limit: 100 }, '0 of 100 used, 0%'],
    [{ used: 0, limit: 0 }, '0 of 0 used, 100% · Used up'],
  ])('of %j says %s', (props, words) => {
    const container = gauge(props);
    expect(valueText(container)).toBe(words);
    expect(one(container, 'meter').getAttribute('aria-labelledby')).toBe(container.querySelector('span')?.id);
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('shows the share of what is used, not of what is reserved beside it', () => {
    const container = gauge({ used: 60, reserved: 30, limit: 100 });
    expect(container.textContent).toContain('60 of 100 (60%)');
    expect(container.textContent).toContain('30 more reserved by calls under way');
    expect(container.textContent).toContain('Nearing the limit');
  });

  test('that knows nothing says so, and shows nothing that could be taken for zero', () => {
    const container = gauge({ used: null, limit: 100 });
    expect(container.textContent).toContain('not known, of 100');
    expect(container.querySelector('meter')).toBeNull();
    expect(container.querySelector('rect')).toBeNull();
  });

  test('of what has no limit tells what is used, and no share of it', () => {
    const container = gauge({ used: 1_200, limit: null });
    expect(container.textContent).toContain('1200, without a limit');
    expect(container.textContent).not.toContain('%');
  });
});
