import './page.css';
import { NextIntlClientProvider } from 'next-intl';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import uPlot from 'uplot';
import { TimeChart } from '#components/ui/charts/time-chart.tsx';
import charts from '#lib/i18n/messages/en/charts.json' with { type: 'json' };

/** A month of minutes in ten series: as the console draws them, and as uPlot does by itself (`/bare`). */

const MINUTE_MS = 60_000;
const SERIES = 10;
const POINTS = 30 * 24 * 60;
const START_MS = Date.parse('2026-10-27T00:00:00+08:00');

/** A day's shape with noise on it, the same in every run (mulberry32). */
function valuesOf(series: number): number[] {
  let state = series + 1;
  return Array.from({ length: POINTS }, (_, minute) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const noise = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return Math.round((series + 1) * (60 + 50 * Math.sin((minute / 1_440) * 2 * Math.PI)) * noise);
  });
}

const all = Array.from({ length: SERIES }, (_, series) => valuesOf(series));
const starts = Array.from({ length: POINTS }, (_, minute) => START_MS + minute * MINUTE_MS);

const data = {
  starts,
  endMs: START_MS + POINTS * MINUTE_MS,
  timeZone: 'Asia/Shanghai',
  series: all.map((values, index) => ({ id: `s${index}`, label: `Series ${index}`, values })),
};

const format = (value: number) => value.toLocaleString('en');

const DRAW = 'Draw';

function Page() {
  const [isShown, setIsShown] = useState(false);
  return (
    <NextIntlClientProvider locale="en" messages={{ charts }} timeZone="Asia/Shanghai">
      <button type="button" onClick={() => setIsShown(true)}>
        {DRAW}
      </button>
      {isShown && <TimeChart data={data} label="Requests a minute" format={format} empty="Nothing happened." />}
    </NextIntlClientProvider>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root');
if (location.pathname === '/bare') {
  const button = root.appendChild(document.createElement('button'));
  button.textContent = DRAW;
  button.onclick = () => {
    const options = { width: 1_080, height: 260, series: [{}, ...all.map(() => ({ stroke: 'teal' }))] };
    new uPlot(options, [starts.map((ms) => ms / 1_000), ...all], document.body);
  };
} else createRoot(root).render(<Page />);
