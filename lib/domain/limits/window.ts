import { createWallClock } from './wall-clock.ts';

export const WINDOW_KINDS = ['day', 'month'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** A calendar day or month somewhere on earth, as instants in Unix milliseconds: from `startMs`, before `endMs`. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** The day and the month that hold an instant, in one zone: the gateway's and the usage pages' one *today*. */
export type Calendar = (kind: WindowKind, atMs: number) => TimeWindow;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_OF_SHORTEST_MONTH = 28;

/** Which of the two a window is. */
export const windowKindOf = ({ startMs, endMs }: TimeWindow): WindowKind =>
  endMs - startMs < DAYS_OF_SHORTEST_MONTH * DAY_MS ? 'day' : 'month';

/**
 * A calendar of an IANA zone. A day has 23 or 25 hours where the zone's clock changes on it.
 *
 * @throws RangeError for a zone that does not exist
 */
export function createCalendar(zone: string): Calendar {
  const wallMs = createWallClock(zone);

  /** The first instant whose wall clock shows this midnight or, where the zone skips it, what follows. */
  const midnight = (wallMidnightMs: number): number => {
    let low = wallMidnightMs - DAY_MS;
    let high = wallMidnightMs + DAY_MS;
    // No zone is a day ahead or behind, and none changes its clock by so much that the wall goes back a whole day: the
    // wall's date only grows, which is what a search by halves needs.
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (wallMs(middle) >= wallMidnightMs) high = middle;
      else low = middle;
    }
    return high;
  };

  const windowOf: Calendar = (kind, atMs) => {
    const wall = new Date(wallMs(atMs));
    const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
    return kind === 'day'
      ? { startMs: midnight(Date.UTC(year, month, day)), endMs: midnight(Date.UTC(year, month, day + 1)) }
      : { startMs: midnight(Date.UTC(year, month, 1)), endMs: midnight(Date.UTC(year, month + 1, 1)) };
  };

  // Every call asks for today: the answer holds until the window's end.
  const last = new Map<WindowKind, TimeWindow>();
  return (kind, atMs) => {
    const known = last.get(kind);
    if (known !== undefined && known.startMs <= atMs && atMs < known.endMs) return known;
    const window = windowOf(kind, atMs);
    last.set(kind, window);
    return window;
  };
}
