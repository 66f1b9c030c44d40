import type { ModelType } from '#lib/contract/models.ts';

/** What the vendor's API page ("模型列表", "文本嵌入") tells of a model. */
export interface DocumentedModel {
  readonly type: ModelType;
  /** Tokens, prompt and answer together. */
  readonly contextTokens?: number;
  /** Length of an embedding's vector. */
  readonly dimensions?: number;
  /** Pictures may be parts of a chat's messages. */
  readonly takesImages?: boolean;
}

export const DOCUMENTED_MODELS: Readonly<Record<string, DocumentedModel>> = {
  'ruijing-gpt-2.0': { type: 'chat', contextTokens: 32_768, takesImages: true },
  'ruijing-gpt-1.5': { type: 'chat', contextTokens: 16_384 },
  'ruijing-gpt-lite': { type: 'chat', contextTokens: 8_192 },
  'ruijing-embedding': { type: 'embedding', dimensions: 1_536 },
  'ruijing-embedding-large': { type: 'embedding', dimensions: 3_072 },
  'ruijing-vision': { type: 'vision' },
  'ruijing-whisper': { type: 'transcription' },
  'ruijing-tts': { type: 'speech' },
};

/** Undefined for a model that the documentation does not know. */
export const documentedModel = (id: string): DocumentedModel | undefined =>
  Object.hasOwn(DOCUMENTED_MODELS, id) ? DOCUMENTED_MODELS[id] : undefined;
