import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import type { Log } from '#lib/server/log.ts';
import type { KeyStore, PlanStore, SettingStore } from './accounts.ts';
import type { Ledger } from './ledger.ts';

/** Everything that outlasts the process. */
export interface Storage {
  readonly keys: KeyStore;
  readonly plans: PlanStore;
  readonly settings: SettingStore;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

export interface StorageOptions {
  readonly log: Log;
  /** How a call's row reads whose process has died. */
  readonly interrupted: (reservation: Reservation) => LedgerRow;
}
