import { wallClockOf } from '#lib/std/wall-clock.ts';

/** Between what a form's field of a date and a time holds, as in `2026-11-26T09:30`, and an instant. */

const FIELD_UNITS = 'YYYY-MM-DDTHH:MM'.length;

/** What the clock of a zone shows, as such a field holds it. @throws RangeError for a zone that does not exist */
export const toWall = (atMs: number, zone: string): string =>
  new Date(wallClockOf(zone)(atMs)).toISOString().slice(0, FIELD_UNITS);

/**
 * The instant at which the clock of a zone shows this; of a time that it shows twice the first, of one that it leaves out
 * as much later as the clock is put forward.
 *
 * @returns undefined for what is no time
 */
export function toInstant(field: string, zone: string): number | undefined {
  const wallMs = Date.parse(`${field}Z`);
  if (Number.isNaN(wallMs)) return undefined;
  const clock = wallClockOf(zone);
  const offsetAt = (atMs: number) => clock(atMs) - atMs;
  const [early, late] = [offsetAt(wallMs - DAY_MS), offsetAt(wallMs + DAY_MS)];
  const candidates = [wallMs - Math.max(early, late), wallMs - Math.min(early, late)];
  return candidates.find((atMs) => clock(atMs) === wallMs) ?? wallMs - early;
}

const DAY_MS = 86_400_000;
