import type { AuditAction, AuditTargetKind } from '#lib/contract/audit.ts';
import type { Actor } from '#lib/domain/people/actor.ts';

/** An entry that is about to be written. */
export interface NewAuditEntry {
  readonly atMs: number;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly target: AuditTarget | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditTarget {
  readonly kind: AuditTargetKind;
  readonly id: string;
  readonly name: string;
}

interface EntryMatter {
  /** Nothing else of it goes into the entry: what is kept of a thing may hold a secret. */
  readonly target: Pick<AuditTarget, 'id' | 'name'>;
  readonly by: Actor;
  readonly details: NewAuditEntry['details'];
}

/** Makes the entries of what is done to one kind of things. @param now the clock: Unix milliseconds */
export const entriesAbout =
  (kind: AuditTargetKind, now: () => number) =>
  (action: AuditAction, { target, by, details }: EntryMatter): NewAuditEntry => ({
    atMs: now(),
    actor: by,
    action,
    target: { kind, id: target.id, name: target.name },
    details,
  });

export interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

/** What differs between two states of one thing, field by field; nothing when they are equal. */
export function changesOf<T extends object>(before: T, after: T, fields: readonly (keyof T & string)[]) {
  const changes: Record<string, Change> = {};
  for (const field of fields) {
    const [from, to] = [before[field], after[field]];
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[field] = { from, to };
  }
  return changes;
}
