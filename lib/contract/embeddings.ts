import * as z from 'zod/mini';

/** `POST /v1/embeddings`: the request and the usage. Whole answers are too large to be parsed on their way through. */

/** Texts of one request. */
export const MAX_INPUTS = 2_048;

const orNull = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTokens = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token) && token >= 0);

/** A text, a list of texts, or the tokens that OpenAI's clients send instead of either. */
export type EmbeddingsInput = string | number[] | string[] | number[][];

// Checked by hand: a schema would try four unions on each of two thousand texts.
const inputSchema = z.custom<EmbeddingsInput>(
  (input) =>
    isText(input) ||
    isTokens(input) ||
    (Array.isArray(input) &&
      input.length > 0 &&
      input.length <= MAX_INPUTS &&
      (input.every(isText) || input.every(isTokens))),
  { error: `must be a text that is not empty, or a list of 1 to ${MAX_INPUTS} of them` },
);

export const embeddingsRequestSchema = z.looseObject({
  model: z.string().check(z.minLength(1), z.maxLength(256)),
  input: inputSchema,
  /** Length of the vectors, where the model can make shorter ones. */
  dimensions: orNull(z.int().check(z.gte(1), z.lte(65_536))),
  encoding_format: orNull(z.enum(['float', 'base64'])),
  user: orNull(z.string()),
});
export type EmbeddingsRequest = z.infer<typeof embeddingsRequestSchema>;

const tokenCount = z.int().check(z.gte(0));

/** `usage` of the answer; of an embedding nothing is completed. */
export const embeddingsUsageSchema = z.looseObject({ prompt_tokens: tokenCount, total_tokens: tokenCount });
export type EmbeddingsUsage = z.infer<typeof embeddingsUsageSchema>;

/** One input for each vector of the answer. */
export function inputsOf({ input }: Pick<EmbeddingsRequest, 'input'>): readonly (string | readonly number[])[] {
  if (typeof input === 'string') return [input];
  const list: readonly (string | number | readonly number[])[] = input;
  const texts = list.filter((entry): entry is string | readonly number[] => typeof entry !== 'number');
  return texts.length > 0 ? texts : [list.filter((entry) => typeof entry === 'number')];
}
