import { chatCompletionSchema } from '#lib/contract/chat.ts';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { parseModelList } from '#lib/contract/models.ts';
import {
  DEFAULT_VISION_MODEL,
  type ImageSource,
  parseImageSource,
  type VisionRequest,
  visionRequestSchema,
} from '#lib/contract/vision.ts';
import { firstChatModel } from '#lib/domain/models/first-chat-model.ts';
import { type Asked, analysisInstructions, analysisSchema, readAnalysis } from '#lib/domain/vision/analysis.ts';
import { IMAGE_HEAD_BYTES, imageSize } from '#lib/domain/vision/image-size.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Upstream, UpstreamAnswer, UpstreamCall } from './port.ts';
import { saysNoRoute } from './remote-errors.ts';

export interface VisionAdapterOptions {
  /** The chat model that looks at pictures; without one, the first of the upstream's list that chats. */
  readonly model?: string | undefined;
  /** For tests: milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** How long an upstream's word is believed that it has no route of its own, and which models it has. */
const MEMORY_MS = 10 * 60 * 1000;

/**
 * An upstream that analyses pictures: by its own route where it has one, else by asking its chat model for the same
 * answer. Everything else goes through as it is.
 */
export function withVisionAdapter(upstream: Upstream, options: VisionAdapterOptions): Upstream {
  const { model: configured, now = () => performance.now() } = options;
  const remember = <T>() => {
    let kept: { readonly value: T; readonly untilMs: number } | undefined;
    return {
      get: () => (kept !== undefined && now() < kept.untilMs ? kept.value : undefined),
      set: (value: T) => {
        kept = { value, untilMs: now() + MEMORY_MS };
      },
    };
  };
  const noRoute = remember<true>();
  const firstModel = remember<string>();

  async function findModel(call: UpstreamCall): Promise<string> {
    const known = configured ?? firstModel.get();
    if (known !== undefined) return known;
    const list = await upstream.send(plain(call, 'models.list', undefined)).catch((error: unknown) => {
      if (saysNoRoute(error)) return;
      throw error;
    });
    const text = list === undefined ? '' : await textOf(list, 'models.list');
    const model = firstChatModel(parseModelList(parseJson(text)));
    if (model === undefined) {
      throw new ApiError('no_upstream', 'The upstream has no route for pictures, and lists no model that chats.');
    }
    firstModel.set(model);
    return model;
  }

  async function see(call: UpstreamCall): Promise<UpstreamAnswer> {
    if (noRoute.get() === undefined) {
      try {
        return await upstream.send(call);
      } catch (error) {
        if (!saysNoRoute(error)) throw error;
        noRoute.set(true);
      }
    }
    const request = visionRequestSchema.parse(call.body);
    const named = request.model === DEFAULT_VISION_MODEL ? undefined : request.model;
    return await analyse(upstream, { call, request, model: named ?? (await findModel(call)) });
  }

  return {
    ...upstream,
    send: (call) => (call.endpoint === 'vision.analyze' ? see(call) : upstream.send(call)),
  };
}

interface Analysing {
  readonly call: UpstreamCall;
  readonly request: VisionRequest;
  readonly model: string;
}

async function analyse(upstream: Upstream, { call, request, model }: Analysing): Promise<UpstreamAnswer> {
  const source = sourceOf(request);
  const asked = { features: request.features, size: sizeOf(source) };
  const answer = await askLeniently(
    (options) =>
      upstream.send(plain(call, 'chat.completions', { model, messages: messagesOf(source, asked), ...options })),
    { temperature: 0, response_format: formatOf(asked) },
  );
  const completion = chatCompletionSchema.safeParse(parseJson(await textOf(answer, 'chat.completions')));
  if (!completion.success) throw unusable('it is no chat completion');
  const { choices, usage } = completion.data;
  const [choice] = choices;
  const found = readAnalysis(jsonIn(choice?.message.content ?? ''), asked);
  if (found === undefined) {
    throw unusable(choice?.finish_reason === 'length' ? 'it was cut off at its longest' : 'it holds no such JSON');
  }
  const analysis = {
    object: 'vision.analysis',
    model,
    ...(asked.size && { image: asked.size }),
    ...found,
    ...(usage && { usage }),
  };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: bytesOf(JSON.stringify(analysis)) };
}

/** Every endpoint's answer but the caller's own is asked for whole. */
const plain = (
  { requestId, signal }: UpstreamCall,
  endpoint: EndpointId,
  body: Readonly<Record<string, unknown>> | undefined,
): UpstreamCall => ({ endpoint, modelId: '', body, streams: false, requestId, signal });

const messagesOf = (source: ImageSource, asked: Asked) => [
  { role: 'system', content: analysisInstructions(asked) },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Analyse this picture.' },
      { type: 'image_url', image_url: { url: urlOf(source) } },
    ],
  },
];

const formatOf = ({ features }: Asked) => ({
  type: 'json_schema',
  json_schema: { name: 'vision_analysis', strict: true, schema: analysisSchema(features) },
});

/**
 * Asks, and again without what the upstream refuses by name: JSON by a schema is young, and models that reason take no
 * temperature. The words ask for JSON as well; many models keep to them.
 */
async function askLeniently(
  ask: (options: Readonly<Record<string, unknown>>) => Promise<UpstreamAnswer>,
  options: Readonly<Record<string, unknown>>,
): Promise<UpstreamAnswer> {
  try {
    return await ask(options);
  } catch (error) {
    const refused = Object.keys(options).find((name) => refuses(error, name));
    if (refused === undefined) throw error;
    const { [refused]: _, ...rest } = options;
    return await askLeniently(ask, rest);
  }
}

const refuses = (error: unknown, name: string): boolean =>
  error instanceof ApiError &&
  error.code === 'upstream_rejected' &&
  (error.param?.split('.')[0] === name || error.message.includes(name));

function sourceOf({ image, image_url }: VisionRequest): ImageSource {
  const source = parseImageSource(image ?? image_url ?? '');
  if (source.kind === 'refused') throw new ApiError(source.code, `'image': ${source.message}`, { param: 'image' });
  return source;
}

/** Base64 may come in lines; a `data:` URL has none. */
const urlOf = (source: ImageSource): string =>
  source.kind === 'url' ? source.url : `data:${source.type};base64,${source.base64.replaceAll(/\s+/g, '')}`;

/** Four characters are three bytes. */
const HEAD_CHARACTERS = Math.ceil(IMAGE_HEAD_BYTES / 3) * 4;

const sizeOf = (source: ImageSource) =>
  source.kind === 'url' ? undefined : imageSize(Buffer.from(source.base64.slice(0, HEAD_CHARACTERS), 'base64'));

/** The object in a model's words: alone, in a fence, or behind its thoughts; undefined when there is none. */
function jsonIn(words: string): unknown {
  const answer = words.split(THOUGHTS_END).at(-1) ?? '';
  return parseJson(answer) ?? parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
}

const THOUGHTS_END = '</think>';

const unusable = (reason: string) =>
  new ApiError('upstream_invalid', `The model’s answer is no analysis of the picture: ${reason}.`);

async function textOf({ body }: UpstreamAnswer, endpoint: EndpointId): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > ENDPOINTS[endpoint].answerCapBytes) throw unusable('it is too large');
  }
  return Buffer.concat(parts).toString('utf8');
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
