/** Millionths are what the ledger keeps. */
const MAX_DIGITS = 6;
const SIGNIFICANT_DIGITS = 3;

interface MoneyDigits {
  readonly minimumFractionDigits: number;
  readonly maximumFractionDigits: number;
}

/** With how many digits behind the point an amount is told: cents from one unit on, three that say something below. */
export function moneyDigits(amount: number): MoneyDigits {
  if (amount === 0) return { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  if (amount >= 1) return { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const leadingZeros = Math.ceil(-Math.log10(amount)) - 1;
  return {
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.min(MAX_DIGITS, leadingZeros + SIGNIFICANT_DIGITS),
  };
}
