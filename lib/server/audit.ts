import type { AuditEntry, AuditFilter, AuditPage, AuditQuery } from '#lib/contract/audit.ts';
import { CSV_BEGIN, csvLine } from '#lib/std/csv.ts';
import type { AuditLog } from './storage/audit-log.ts';

/** A page of the audit log, newest first. */
export async function auditPage(audit: AuditLog, query: AuditQuery): Promise<AuditPage> {
  const data = await audit.page({ ...query, limit: query.limit + 1 });
  const shown = data.slice(0, query.limit);
  return { data: shown, before: data.length > shown.length ? (shown.at(-1)?.id ?? null) : null };
}

/** So many entries are in memory at once. */
const CHUNK = 500;

const COLUMNS = [
  ...['id', 'at', 'actor_id', 'actor_name', 'actor_role', 'peer', 'request_id', 'action'],
  ...['target_kind', 'target_id', 'target_name', 'details'],
];

const toLine = ({ id, at, actor, peer, requestId, action, target, details }: AuditEntry): string =>
  csvLine([
    ...[id, at, actor.id, actor.name, actor.role, peer, requestId, action],
    ...[target?.kind ?? null, target?.id ?? null, target?.name ?? null, JSON.stringify(details)],
  ]);

/** All entries that a filter lets through, newest first, as a file. */
export function exportAudit(
  audit: AuditLog,
  { format, ...filter }: AuditFilter & { readonly format: 'csv' | 'json' },
): Response {
  const parts = format === 'csv' ? csvParts(audit, filter) : jsonParts(audit, filter);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: () => void parts.return(undefined),
  });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="ruijing-audit-${day}.${format}"`,
    },
  });
}

async function* chunks(audit: AuditLog, filter: AuditFilter): AsyncGenerator<AuditEntry[], undefined> {
  let before: number | undefined;
  for (;;) {
    const entries = await audit.page({ ...filter, before, limit: CHUNK });
    if (entries.length > 0) yield entries;
    if (entries.length < CHUNK) return;
    before = entries.at(-1)?.id;
  }
}

async function* csvParts(audit: AuditLog, filter: AuditFilter): AsyncGenerator<string, undefined> {
  yield CSV_BEGIN + csvLine(COLUMNS);
  for await (const entries of chunks(audit, filter)) yield entries.map(toLine).join('');
}

async function* jsonParts(audit: AuditLog, filter: AuditFilter): AsyncGenerator<string, undefined> {
  let first = true;
  for await (const entries of chunks(audit, filter)) {
    yield `${first ? '[' : ','}\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}`;
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}
