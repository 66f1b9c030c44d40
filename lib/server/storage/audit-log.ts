import type { AuditEntry, AuditFilter } from '#lib/contract/audit.ts';
import type { NewAuditEntry } from '#lib/domain/audit/entry.ts';

export interface AuditPageQuery extends AuditFilter {
  /** Only entries older than this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What was done, only ever added to: the database itself refuses everything else. */
export interface AuditLog {
  /** For what is no administrative act; those are written by `Storage.act`, together with what they did. */
  append(entry: NewAuditEntry): Promise<void>;
  /** Newest first. */
  page(query: AuditPageQuery): Promise<AuditEntry[]>;
}
