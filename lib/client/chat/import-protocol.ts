import * as z from 'zod/mini';
import { type ConversationCreate, conversationCreateSchema } from '#lib/contract/conversations.ts';
import { IMPORT_FAULTS, type ImportFaultCode } from '#lib/domain/chat/import-fault.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** Page → worker: a file's text. */
export interface ImportRequest {
  readonly text: string;
  /** For conversations of files that name none. */
  readonly model: string;
}

/** Worker → page. */
export interface ImportAnswer {
  readonly conversations: readonly ConversationCreate[];
  readonly leftOut: number;
  /** What their pictures show, in base64 and by their ids. */
  readonly pictures: ReadonlyMap<string, string>;
  /** Why nothing can be imported. */
  readonly fault: { readonly code: ImportFaultCode; readonly path: string } | undefined;
}

/** @returns undefined for what is none */
export const parseImportRequest = (data: unknown): ImportRequest | undefined =>
  isRecord(data) && typeof data.text === 'string' && typeof data.model === 'string'
    ? { text: data.text, model: data.model }
    : undefined;

const answerSchema = z.object({
  conversations: z.array(conversationCreateSchema),
  leftOut: z.number(),
  pictures: z.map(z.string(), z.string()),
  fault: z.optional(z.object({ code: z.enum(IMPORT_FAULTS), path: z.string() })),
});

/** @throws an error of the schema for what is none */
export const parseImportAnswer = (data: unknown): ImportAnswer => {
  const { conversations, leftOut, pictures, fault } = answerSchema.parse(data);
  return { conversations, leftOut, pictures, fault };
};
