/**
 * Marks beyond the thirtieth in a row (UAX #15, stream-safe text): to put them in order takes time by the square of their
 * number, and 200 KB of them held a process for half a minute. NFKC makes marks of the two half-width sound marks.
 */
const TOO_MANY_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/** A text in the form NFKC, in time that grows as the text does: of marks in a row thirty stay. */
export const nfkc = (text: string): string => text.replace(TOO_MANY_MARKS, '$1').normalize('NFKC');
