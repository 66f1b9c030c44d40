import { callLogQuerySchema } from '#lib/contract/call-log.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { createCallLogs } from '#lib/server/usage/call-log.ts';
import { median, percentile } from './statistics.ts';
import { askFor } from './usage-views.ts';

/** What the page of the log asks for: the newest calls, and those at its page 10,000. */

const FILTERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { model: 'ruijing-gpt-2.0' },
  { model: 'glm-4.6' },
  { key: 'key-0' },
  { key: 'key-59' },
  { person: 'person-7' },
  { ending: 'ok' },
  { ending: 'failed' },
  { ending: 'limited' },
  { status: '400' },
  { errorCode: 'invalid_parameter', key: 'key-59' },
  { ending: 'failed', key: 'key-41', model: 'bge-m3' },
  { model: 'nobody-has-called-this' },
  { key: 'no-such-key', ending: 'failed' },
];

/** Calls on a page of the log, as it asks for them. */
const PAGE = 50;
const FAR_PAGE = 10_000;
/** The way to it is made in longer steps, and not to the end where such calls are rare. */
const STEP = 5_000;
const MAX_STEPS = 200;

export interface LogPlace {
  readonly query: Readonly<Record<string, string>>;
  /** 1, 10,000, or how far these calls go. */
  readonly page: number;
}

/** The first page and page 10,000 of each list of calls. */
export async function placesInLog(storage: Storage): Promise<LogPlace[]> {
  const places: LogPlace[] = [];
  for (const filter of FILTERS) {
    const far = await farPlace(storage, filter);
    places.push({ query: filter, page: 1 }, ...(far.query === filter ? [] : [far]));
  }
  return places;
}

async function farPlace(storage: Storage, filter: LogPlace['query']): Promise<LogPlace> {
  const logs = createCallLogs({ storage, searchLimits: { take: () => Promise.resolve() }, currency: 'CNY' });
  const query = callLogQuerySchema.parse(filter);
  let before: string | undefined;
  let passed = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const left = (FAR_PAGE - 1) * PAGE - passed;
    if (left <= 0) break;
    const page = await logs.page({ ...query, before, limit: Math.min(STEP, left) }, { principal: LOCAL_ADMIN });
    if (page.before === null) break;
    before = page.before;
    passed += page.data.length;
  }
  return { query: before === undefined ? filter : { ...filter, before }, page: Math.floor(passed / PAGE) + 1 };
}

export interface AskedPage extends LogPlace {
  readonly ms: readonly number[];
}

/** Asks the console for each of these pages so many times, in turn. */
export async function askLog(origin: string, places: readonly LogPlace[], times: number): Promise<AskedPage[]> {
  const asked = places.map((place) => {
    const ms: number[] = [];
    return { ...place, ms };
  });
  for (let time = 0; time < times; time++) {
    for (const { query, ms } of asked) ms.push(await askFor(`${origin}/api/logs`, query));
  }
  return asked;
}

/** How long the slowest of the pages takes, in milliseconds: 95 % of the times that it was asked for. */
export const slowestPage = (asked: readonly AskedPage[]): number =>
  Math.max(...asked.map(({ ms }) => percentile(ms, 0.95)));

export function logTable(asked: readonly AskedPage[]): string {
  const row = (name: string, cells: readonly string[]) =>
    [name.padEnd(56), ...cells.map((cell) => cell.padStart(7))].join('');
  return [
    row('page of the log, ms', ['page', 'p50', 'p95', 'most']),
    ...asked.map(({ query: { before: _, ...filter }, page, ms }) =>
      row(Object.values(filter).join(', ') || 'all calls', [
        page.toLocaleString('en'),
        ...[median(ms), percentile(ms, 0.95), Math.max(...ms)].map((value) => value.toFixed(0)),
      ]),
    ),
  ].join('\n');
}
