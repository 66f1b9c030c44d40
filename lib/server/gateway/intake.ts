import { speechRequestSchema, transcriptionFieldsSchema } from '#lib/contract/audio.ts';
import { type ChatRequest, chatRequestSchema } from '#lib/contract/chat.ts';
import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import { embeddingsRequestSchema, inputsOf } from '#lib/contract/embeddings.ts';
import { ENDPOINTS, type Endpoint, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { DEFAULT_VISION_MODEL, visionRequestSchema } from '#lib/contract/vision.ts';
import { holdsKey } from '#lib/domain/keys/key.ts';
import { estimatePromptTokens, estimateTokens, TOKENS_PER_IMAGE } from '#lib/domain/metering/tokens.ts';
import type { Limits } from '#lib/server/config.ts';
import type { Upload } from '#lib/server/upstream/port.ts';
import { audioSeconds } from './audio-duration.ts';
import { readJsonBody } from './body.ts';
import type { GatewayRequest } from './exchange.ts';
import { readUpload } from './upload.ts';
import { validate } from './validate.ts';

/** What the client asks, after every check of its words. */
export interface Job {
  readonly endpointId: EndpointId;
  readonly endpoint: Endpoint;
  /** Of `models.get`; empty for every other endpoint. */
  readonly modelId: string;
  /** Empty for `models.list`. */
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** The same with the cap named that is held for its answer, where the caller named none. */
  readonly cappedBody: Readonly<Record<string, unknown>> | undefined;
  readonly upload: Upload | undefined;
  readonly requestBytes: number;
  readonly streams: boolean;
  /** How many answers to one prompt were asked for. */
  readonly choices: number;
  /** The client of a stream asked for its usage. */
  readonly wantsUsage: boolean;
  /** Of an upload: the form in which the text is wanted. */
  readonly responseFormat: string | undefined;
  /** The gateway's own count of the prompt. It reads every word, so it is made when somebody needs it, once. */
  readonly countPrompt: () => number;
  /** The most that the answer may come to, all of its choices together. */
  readonly maxCompletionTokens: number;
  /** How long the sound is; `null` when that cannot be told. */
  readonly audioMs: () => Promise<number | null>;
  /** How long the sound can be at most, for its size. */
  readonly maxAudioMs: number;
  /** Lets go of what was kept of the request. */
  readonly dispose: () => void;
}

export interface IntakeOptions {
  readonly limits: Limits;
  /** Where uploads lie while their call goes on. */
  readonly spoolDir: string;
  readonly signal: AbortSignal;
}

type Asked = Partial<Job> & Pick<Job, 'model'>;
type Reader = (request: GatewayRequest, endpoint: Endpoint, options: IntakeOptions) => Promise<Asked>;

/** How each endpoint's request is read. Complete: a new endpoint does not compile without. */
const READERS: Readonly<Record<EndpointId, Reader | undefined>> = {
  'chat.completions': json((body) => {
    const chat = validate(chatRequestSchema, body);
    // The one usage that can be trusted; who did not ask for it does not get the event (LiteLLM #37923).
    const asked =
      chat.stream === true ? { ...body, stream_options: { ...chat.stream_options, include_usage: true } } : body;
    return {
      model: chat.model,
      body: asked,
      cappedBody: namesCap(chat) ? asked : { ...asked, max_tokens: CHAT_PARAMETERS.max_tokens.default },
      streams: chat.stream === true,
      choices: choicesOf(chat),
      wantsUsage: chat.stream_options?.include_usage === true,
      countPrompt: () => estimatePromptTokens(chat.messages, chat.tools ?? chat.functions ?? []),
      maxCompletionTokens: maxCompletionTokensOf(chat),
    };
  }),
  embeddings: json((body) => {
    const request = validate(embeddingsRequestSchema, body);
    return {
      model: request.model,
      countPrompt: () => inputsOf(request).reduce((sum, input) => sum + tokensOf(input), 0),
    };
  }),
  'vision.analyze': json((body) => ({
    model: validate(visionRequestSchema, body).model ?? DEFAULT_VISION_MODEL,
    countPrompt: () => TOKENS_PER_IMAGE,
    maxCompletionTokens: CHAT_PARAMETERS.max_tokens.default,
  })),
  'audio.speech': json((body) => {
    const { model, input } = validate(speechRequestSchema, body);
    return { model, countPrompt: () => estimateTokens(input) };
  }),
  'audio.transcriptions': async (request, endpoint, { limits, spoolDir, signal }) => {
    const upload = await readUpload(request, {
      fileCapBytes: endpoint.bodyCapBytes,
      fieldsCapBytes: endpoint.textCapBytes,
      uploadIdleMs: limits.uploadIdleMs,
      spoolDir,
      signal,
    });
    try {
      const fields = validate(transcriptionFieldsSchema, upload.values);
      return {
        model: fields.model,
        upload,
        requestBytes: upload.file.sizeBytes,
        responseFormat: fields.response_format ?? 'json',
        audioMs: once(async () => toMs(await audioSeconds(upload))),
        maxAudioMs: upload.file.sizeBytes / MIN_AUDIO_BYTES_PER_MS,
        // Some models count what they write; the documented default of an answer is as good a bound as any.
        maxCompletionTokens: CHAT_PARAMETERS.max_tokens.default,
        dispose: () => upload.dispose(),
      };
    } catch (error) {
      upload.dispose();
      throw error;
    }
  },
  'models.list': undefined,
  'models.get': undefined,
};

/** Reads and checks a request. @throws ApiError 4xx that names the field at fault */
export async function readJob(
  request: GatewayRequest,
  { endpointId, modelId }: Pick<Job, 'endpointId' | 'modelId'>,
  options: IntakeOptions,
): Promise<Job> {
  const endpoint: Endpoint = ENDPOINTS[endpointId];
  const asked = await READERS[endpointId]?.(request, endpoint, options);
  const job = {
    endpointId,
    endpoint,
    modelId,
    model: modelId,
    body: undefined,
    cappedBody: undefined,
    upload: undefined,
    requestBytes: 0,
    streams: false,
    choices: 1,
    wantsUsage: false,
    responseFormat: undefined,
    countPrompt: () => 0,
    maxCompletionTokens: 0,
    audioMs: () => Promise.resolve(null),
    maxAudioMs: 0,
    dispose: () => undefined,
    ...asked,
  };
  try {
    checkModelName(job);
  } catch (error) {
    job.dispose();
    throw error;
  }
  return { ...job, countPrompt: once(job.countPrompt) };
}

function json(read: (body: Record<string, unknown>) => Asked): Reader {
  return async (request, endpoint, { limits }) => {
    const { json: body, bytes } = await readJsonBody(request, endpoint, limits.uploadIdleMs);
    const asked = read(body);
    refuseOtherTargets(body);
    return { body, requestBytes: bytes, ...asked };
  };
}

/** Speech at 8 kbit/s: nobody sends worse. */
const MIN_AUDIO_BYTES_PER_MS = 1;

/** Control characters and half surrogate pairs are part of no model's name, and not every database keeps them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** The name goes into the books and the log. @throws ApiError 400 for what must not stand there */
function checkModelName({ model, modelId }: Pick<Job, 'model' | 'modelId'>): void {
  if (holdsKey(model)) {
    if (modelId !== '') throw new ApiError('key_in_url', 'Send the key in the Authorization header, never in the URL.');
    throw new ApiError('invalid_parameter', "'model': this is a key, not a model.", { param: 'model' });
  }
  if (UNPRINTABLE.test(model)) {
    throw new ApiError('invalid_parameter', "'model': must not hold control characters.", { param: 'model' });
  }
}

/** By these names other gateways let a caller choose where a call goes, and with whose key (T-SSRF-01). */
const TARGET_FIELDS = ['base_url', 'baseURL', 'api_base', 'api_key', 'endpoint', 'custom_host', 'url'];

function refuseOtherTargets(body: Record<string, unknown>): void {
  const param = TARGET_FIELDS.find((name) => Object.hasOwn(body, name));
  if (param !== undefined) {
    throw new ApiError('unsupported_parameter', `'${param}': where a call goes is the server's setting.`, { param });
  }
}

const namesCap = ({ max_completion_tokens, max_tokens }: ChatRequest): boolean =>
  (max_completion_tokens ?? max_tokens ?? null) !== null;

const choicesOf = ({ n }: ChatRequest): number => n ?? CHAT_PARAMETERS.n.default;

const maxCompletionTokensOf = (chat: ChatRequest): number =>
  (chat.max_completion_tokens ?? chat.max_tokens ?? CHAT_PARAMETERS.max_tokens.default) * choicesOf(chat);

/** A text's estimate, or the length of a list of tokens. */
const tokensOf = (input: string | readonly number[]): number =>
  typeof input === 'string' ? estimateTokens(input) : input.length;

const toMs = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : Math.round(seconds * 1000);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
