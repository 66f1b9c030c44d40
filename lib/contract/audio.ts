import * as z from 'zod/mini';

/** `POST /v1/audio/transcriptions` (a form) and `POST /v1/audio/speech` (JSON). */

const modelSchema = z.string().check(z.minLength(1), z.maxLength(256));
const orNull = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

export const TRANSCRIPT_FORMATS = ['json', 'text', 'verbose_json', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

const MAX_LANGUAGE_CHARACTERS = 64;
const NUMBER = /^\d+(?:\.\d+)?$/;

/** An issue's `params.code` is the error code that it is answered with instead of `invalid_parameter`. */
const unsupported = (message: string) => ({ error: message, params: { code: 'unsupported_parameter' } });

/** The form's fields beside the file. All of a form is text; the ones that this project does not know stay. */
export const transcriptionFieldsSchema = z.looseObject({
  model: modelSchema,
  language: z.optional(z.string().check(z.maxLength(MAX_LANGUAGE_CHARACTERS))),
  prompt: z.optional(z.string()),
  response_format: z._default(z.enum(TRANSCRIPT_FORMATS), 'json'),
  temperature: z.optional(
    z.string().check(z.refine((text) => NUMBER.test(text) && Number(text) <= 1, 'must be a number from 0 to 1')),
  ),
  /** One field each, under this name, as OpenAI's clients send them. */
  'timestamp_granularities[]': z.optional(z.array(z.enum(['word', 'segment']))),
  stream: z.optional(
    z
      .enum(['true', 'false'])
      .check(z.refine((text) => text === 'false', unsupported('transcripts are not streamed here'))),
  ),
});
export type TranscriptionFields = z.infer<typeof transcriptionFieldsSchema>;

/** Seconds from the start of the sound. */
const seconds = z.number();

/** `json` and `verbose_json`; the latter alone has more than the text. */
export const transcriptSchema = z.looseObject({
  text: z.string(),
  language: orNull(z.string()),
  duration: z.catch(orNull(seconds), undefined),
  segments: orNull(
    z.array(z.looseObject({ id: z.optional(z.number()), start: seconds, end: seconds, text: z.string() })),
  ),
  words: orNull(z.array(z.looseObject({ word: z.string(), start: seconds, end: seconds }))),
});
export type Transcript = z.infer<typeof transcriptSchema>;

/** The vendor's and OpenAI's; a server that does not know one says so itself. */
export const SPEECH_FORMATS = ['wav', 'mp3', 'pcm', 'opus', 'aac', 'flac'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

export const SPEECH_SPEED = { min: 0.25, max: 4, default: 1 } as const;
export const MAX_SPEECH_CHARACTERS = 4096;

/** In characters as people count them, not in UTF-16 units: a pictograph is one. */
const isSpeakable = (text: string) =>
  text.length <= 2 * MAX_SPEECH_CHARACTERS && [...text].length <= MAX_SPEECH_CHARACTERS;

export const speechRequestSchema = z.looseObject({
  model: modelSchema,
  input: z.string().check(z.minLength(1), z.refine(isSpeakable, `is longer than ${MAX_SPEECH_CHARACTERS} characters`)),
  /** An id in an object is a voice of the caller's own, as OpenAI has them. */
  voice: z.union([
    z.string().check(z.minLength(1), z.maxLength(256)),
    z.looseObject({ id: z.string().check(z.minLength(1)) }),
  ]),
  response_format: orNull(z.enum(SPEECH_FORMATS)),
  speed: orNull(z.number().check(z.gte(SPEECH_SPEED.min), z.lte(SPEECH_SPEED.max))),
  stream_format: orNull(
    z
      .enum(['audio', 'sse'])
      .check(z.refine((format) => format === 'audio', unsupported('speech is not sent as events here'))),
  ),
});
export type SpeechRequest = z.infer<typeof speechRequestSchema>;
