/**
 * How numbers are written where room is short, as beside an axis: `12.5K`, `1.25万`. Three digits are as many as a tick of
 * a nice scale has, so that no two of its ticks read the same. For `Intl.NumberFormat`, with a unit or currency beside it.
 */
export const COMPACT_NUMBER = {
  notation: 'compact',
  maximumSignificantDigits: 3,
} as const satisfies Intl.NumberFormatOptions;
