/** A spreadsheet takes what begins so for a formula, and runs it (ASVS 1.2.10). */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line of a CSV file (RFC 4180), whose texts no spreadsheet takes for formulas. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Without it spreadsheets read Chinese as something else. */
export const CSV_BEGIN = '\uFEFF';
