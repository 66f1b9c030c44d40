/** How near a limit is. `over`: nothing is left. */
export type GaugeLevel = 'fine' | 'warn' | 'danger' | 'over';

/** Shares of a limit from which on it is near and very near. */
export interface GaugeShares {
  readonly warn: number;
  readonly danger: number;
}

export const GAUGE_SHARES: GaugeShares = { warn: 0.8, danger: 0.95 };

/** What is gone of a limit, as a share of it. Of nothing everything is gone. */
export const shareOf = (amount: number, limit: number): number =>
  limit > 0 ? amount / limit : Number.POSITIVE_INFINITY;

export function gaugeLevel(share: number, { warn, danger }: GaugeShares = GAUGE_SHARES): GaugeLevel {
  if (share >= 1) return 'over';
  if (share >= danger) return 'danger';
  return share >= warn ? 'warn' : 'fine';
}
