import { type Kysely, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Payload, PayloadStore, PayloadSummary } from '#lib/server/storage/payloads.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Connections } from './asked.ts';
import type { Database, PayloadTable } from './schema.ts';

const headersSchema = z.record(z.string(), z.string());

/** So many go at once: each may have half a megabyte. */
const PRUNED_PAYLOADS = 50;

const SUMMED = [
  ...(['request_id', 'key_id', 'owner', 'captured_at_ms', 'expires_at_ms'] as const),
  ...(['request_type', 'request_bytes', 'request_cut', 'answer_type', 'answer_bytes', 'answer_cut'] as const),
] satisfies (keyof PayloadTable)[];

type SummedRow = Pick<PayloadTable, (typeof SUMMED)[number]>;

const toSummary = (row: SummedRow): PayloadSummary => ({
  requestId: row.request_id,
  keyId: row.key_id,
  owner: row.owner,
  capturedAtMs: row.captured_at_ms,
  expiresAtMs: row.expires_at_ms,
  request: { type: row.request_type, bytes: row.request_bytes, isCut: row.request_cut === 1 },
  answer: { type: row.answer_type, bytes: row.answer_bytes, isCut: row.answer_cut === 1 },
});

const decoder = new TextDecoder();
const encoder = new TextEncoder();
// As bytes: a text may hold what not every database can.
const textIn = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decoder.decode(bytes));
const bytesOf = (text: string | null): Uint8Array | null => (text === null ? null : encoder.encode(text));

/** Bodies of calls in either database. */
export function createPayloadStore({ console: database }: Connections): PayloadStore {
  const remove = async (old: () => Promise<number[]>): Promise<number> => {
    for (let removed = 0; ; ) {
      const numbers = await old();
      if (numbers.length === 0) return removed;
      await database.deleteFrom('payload').where('number', 'in', numbers).execute();
      removed += numbers.length;
    }
  };
  return {
    async add({ request, answer, ...payload }) {
      await database
        .insertInto('payload')
        .values({
          request_id: payload.requestId,
          key_id: payload.keyId,
          owner: payload.owner,
          captured_at_ms: payload.capturedAtMs,
          expires_at_ms: payload.expiresAtMs,
          request_type: request.type,
          request_bytes: request.bytes,
          request_cut: request.isCut ? 1 : 0,
          request: bytesOf(request.text),
          answer_type: answer.type,
          answer_bytes: answer.bytes,
          answer_cut: answer.isCut ? 1 : 0,
          answer: bytesOf(answer.text),
          answer_headers: JSON.stringify(payload.answerHeaders),
        })
        .execute();
    },
    async summary(requestId, nowMs) {
      const row = await ofCall(database, requestId, nowMs).select(SUMMED).executeTakeFirst();
      return row && toSummary(row);
    },
    async find(requestId, nowMs): Promise<Payload | undefined> {
      const row = await ofCall(database, requestId, nowMs).selectAll().executeTakeFirst();
      if (row === undefined) return;
      const { request, answer, ...summary } = toSummary(row);
      return {
        ...summary,
        request: { ...request, text: textIn(row.request) },
        answer: { ...answer, text: textIn(row.answer) },
        answerHeaders: headersSchema.parse(parseJson(row.answer_headers)),
      };
    },
    async countOf(keyId, nowMs) {
      const { count } = await database
        .selectFrom('payload')
        .select(sql<number>`count(*)`.as('count'))
        .where('key_id', '=', keyId)
        .where('expires_at_ms', '>', nowMs)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    removeOf: (keyId) =>
      remove(async () => {
        const rows = await numbers(database).where('key_id', '=', keyId).execute();
        return rows.map(({ number }) => number);
      }),
    async prune(nowMs) {
      await remove(async () => {
        const rows = await numbers(database).where('expires_at_ms', '<=', nowMs).execute();
        return rows.map(({ number }) => number);
      });
    },
  };
}

const ofCall = (database: Kysely<Database>, requestId: string, nowMs: number) =>
  database.selectFrom('payload').where('request_id', '=', requestId).where('expires_at_ms', '>', nowMs);

const numbers = (database: Kysely<Database>) => database.selectFrom('payload').select('number').limit(PRUNED_PAYLOADS);
