/**
 * A text as every database holds it: halves of characters, and NUL, which Postgres refuses and SQLite takes for the
 * end, become U+FFFD. As long as it was, so that places in it stay what they were.
 */
export const wholeText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
