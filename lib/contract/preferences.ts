import * as z from 'zod/mini';

/** `PUT /api/preferences`: choices that the server needs to render the next page. */
export const preferencesSchema = z.strictObject({
  locale: z.optional(z.enum(['zh', 'en'])),
  theme: z.optional(z.enum(['system', 'light', 'dark'])),
});

export type Preferences = z.infer<typeof preferencesSchema>;
