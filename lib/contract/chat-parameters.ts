/**
 * Documented ranges and defaults of the sampling parameters; the page's controls and the schema read the
 * same rows. Apart from the schemas, so that the page's first load needs no zod. */
export const CHAT_PARAMETERS = {
  temperature: { min: 0, max: 2, default: 0.7 },
  top_p: { min: 0, max: 1, default: 1 },
  frequency_penalty: { min: -2, max: 2, default: 0 },
  presence_penalty: { min: -2, max: 2, default: 0 },
  max_tokens: { min: 1, max: 32_768, default: 1000 },
  n: { min: 1, max: 8, default: 1 },
} as const;
