import { isRecord } from '#lib/std/is-record.ts';

// Parsed by hand: this is the one answer that the chat page reads before the first message, and zod would be a tenth
// of all script that the page loads until then.

export const MODEL_TYPES = ['chat', 'embedding', 'vision', 'transcription', 'speech'] as const;

export type ModelType = (typeof MODEL_TYPES)[number];

/** One model of `GET /v1/models`. Other servers leave out all but `id`. */
export interface Model {
  readonly id: string;
  readonly object: 'model';
  readonly owned_by?: string;
  readonly type?: ModelType;
  /** Tokens, prompt and answer together. */
  readonly context_length?: number;
  /** Length of an embedding's vector. */
  readonly dimensions?: number;
}

export interface ModelList {
  readonly object: 'list';
  readonly data: readonly Model[];
}

/** `owned_by` of every model of the built-in sandbox: wherever one is named, 沙盒 / sandbox stands beside it. */
export const SANDBOX_OWNER = 'sandbox';

/**
 * Reads a list of models as any OpenAI-compatible server sends it. Entries without an id are left out, fields of
 * another type than ours too.
 *
 * @returns undefined when this is no list of models
 */
export function parseModelList(json: unknown): ModelList | undefined {
  if (!isRecord(json) || !Array.isArray(json.data)) return undefined;
  return { object: 'list', data: json.data.map(parseModel).filter((model) => model !== undefined) };
}

function parseModel(json: unknown): Model | undefined {
  if (!isRecord(json) || typeof json.id !== 'string' || json.id === '') return undefined;
  const type = MODEL_TYPES.find((known) => known === json.type);
  const context = CONTEXT_FIELDS.map((name) => json[name]).find(isCount);
  return {
    id: json.id,
    object: 'model',
    ...(typeof json.owned_by === 'string' ? { owned_by: json.owned_by } : {}),
    ...(type === undefined ? {} : { type }),
    ...(context === undefined ? {} : { context_length: context }),
    ...(isCount(json.dimensions) ? { dimensions: json.dimensions } : {}),
  };
}

/** Ours, vLLM's, Groq's and Mistral's name for it. */
const CONTEXT_FIELDS = ['context_length', 'max_model_len', 'context_window', 'max_context_length'] as const;

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;
