import type { LedgerRow } from '#lib/domain/usage/call.ts';
import type { Log } from '#lib/server/log.ts';
import type { StorageOptions } from '#lib/server/storage/storage.ts';
import { type LeftReservation, toReservation } from './rows.ts';

interface Lost {
  readonly requestId: string;
  readonly cause: unknown;
}

/** Rows for calls whose process died, and the calls that none can be made for: those are given up. */
export function rowsOfLeft(
  left: readonly LeftReservation[],
  interrupted: StorageOptions['interrupted'],
): { rows: LedgerRow[]; lost: Lost[] } {
  const rows: LedgerRow[] = [];
  const lost: Lost[] = [];
  for (const reservation of left) {
    try {
      rows.push(interrupted(toReservation(reservation)));
    } catch (cause) {
      lost.push({ requestId: reservation.request_id, cause });
    }
  }
  return { rows, lost };
}

/** Says which calls were given up. */
export function tellLost(log: Log, lost: readonly Lost[]): void {
  for (const { requestId, cause } of lost) log.error('ledger row lost', { requestId, cause: String(cause) });
}
