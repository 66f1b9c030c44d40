import type { Kysely } from 'kysely';
import type { NewAuditEntry } from '#lib/domain/audit/entry.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import type { Log } from '#lib/server/log.ts';
import type { KeyStore, PlanStore, SettingStore } from './accounts.ts';
import type { AlertOutbox, AlertStore, Leases } from './alerts.ts';
import type { AuditLog } from './audit-log.ts';
import type { ConversationStore } from './conversations.ts';
import type { Ledger } from './ledger.ts';
import type { LimitHistory } from './limits.ts';
import type { PayloadStore } from './payloads.ts';
import type { InvitationStore, PeopleStore } from './people.ts';
import type { PictureStore } from './pictures.ts';
import type { RunStore } from './runs.ts';
import type { Database } from './sql/schema.ts';
import type { UsageStore } from './usage.ts';

/** What is administered. */
export interface Stores {
  readonly keys: KeyStore;
  readonly plans: PlanStore;
  readonly settings: SettingStore;
  readonly people: PeopleStore;
  readonly invitations: InvitationStore;
  readonly conversations: ConversationStore;
  readonly payloads: PayloadStore;
  readonly alerts: AlertStore;
}

/** What an act did, and what the audit log says of it. */
export interface Done<T> {
  readonly result: T;
  readonly entries: readonly NewAuditEntry[];
}

/** Everything that outlasts the process. */
export interface Storage extends Stores {
  readonly ledger: Ledger;
  readonly usage: UsageStore;
  readonly limitHistory: LimitHistory;
  readonly audit: AuditLog;
  readonly runs: RunStore;
  readonly pictures: PictureStore;
  readonly alertOutbox: AlertOutbox;
  readonly leases: Leases;
  /** The same tables for the sign-in library, which brings its own queries. */
  readonly signIn: Kysely<Database>;
  /**
   * One administrative act: all that it writes and its entries in the audit log, together or not at all. Acts take turns,
   * in all processes together: what one has looked at still holds when it writes.
   *
   * @param by who acts: their session, their role and their account must hold still when it is their turn
   * @param work writes by the stores that it is given, and awaits nothing slow: other acts wait for it
   * @throws ApiError 401 `sign_in_required` for whoever was signed out, disabled or given another role meanwhile
   */
  act<T>(by: Actor, work: (stores: Stores) => Promise<Done<T>>): Promise<T>;
  close(): Promise<void>;
}

export interface StorageOptions {
  readonly log: Log;
  /** Whose days sums are kept by. */
  readonly timeZone: string;
  /** How a call's row reads whose process has died. */
  readonly interrupted: (reservation: Reservation) => LedgerRow;
}
