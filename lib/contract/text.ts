import * as z from 'zod/mini';

/** Without what no page shows and not every database holds: control characters, and halves of characters. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** Whether a text is one line of whole characters. */
export const isPrintable = (text: string): boolean => PRINTABLE.test(text);

/** A check for words that are shown on one line. */
export const printable = () => z.regex(PRINTABLE, 'must hold no control characters and only whole characters');

/** A name that a person gives: one line, at most 80 letters, without spaces around it. */
export const nameSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(80), printable());
