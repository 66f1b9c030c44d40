import { setTimeout as delay } from 'node:timers/promises';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { limitHeadersIn } from '#lib/domain/limits/upstream-limits.ts';
import { GENERAL_SETTINGS, type SettingNames } from '#lib/server/config-upstreams.ts';
import type { Egress, EgressAnswer, EgressRequest } from '#lib/server/egress.ts';
import { isPacked } from './decoded.ts';
import { encodeForm } from './multipart.ts';
import type { ObservedLimits, Upstream, UpstreamCall } from './port.ts';
import { createRedact } from './redact.ts';
import { RemoteBody } from './remote-body.ts';
import { toUpstreamError } from './remote-errors.ts';
import { toTransportError, wasNeverSent } from './transport-errors.ts';
import { createWithhold, withheld } from './withhold.ts';

/** The pause before the one more try, up to twice as long: callers that failed together come back one by one. */
const RETRY_MS = 50;

export interface RemoteOptions {
  /** Shown to people; the host when absent. */
  readonly name?: string;
  /** Ends with the version, as in `https://api.ruijing.ai/v1`. */
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly egress: Egress;
  /** Where address and key come from; those of the general upstream when absent. */
  readonly settings?: SettingNames;
}

/**
 * Ruijing or any OpenAI-compatible server. The key is attached here and nowhere else, and here it is taken out of whatever
 * comes back.
 */
export function createRemote(options: RemoteOptions): Upstream {
  const { name, baseUrl, apiKey, egress, settings = GENERAL_SETTINGS } = options;
  const redact = createRedact(apiKey);
  const createWithheld = createWithhold(apiKey);
  const addresses = new Addresses(baseUrl);
  let lastLimits: ObservedLimits | undefined;
  return {
    kind: 'remote',
    name: name ?? baseUrl.host,
    redact,
    lastLimits: () => lastLimits,
    async send(call) {
      const url = addresses.of(call);
      const form = call.upload === undefined ? undefined : encodeForm(call.upload);
      const request = {
        method: ENDPOINTS[call.endpoint].method,
        url,
        headers: headersFor(url, { baseUrl, apiKey, call, contentType: form?.contentType }),
        body: form ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
        signal: call.signal,
      };
      const answer = await sendPatiently(egress, request);
      const limits = limitHeadersIn(answer.headers);
      if (limits !== undefined) lastLimits = { observedAtMs: Date.now(), headers: limits };
      if (answer.status !== 200) throw await toUpstreamError(answer, redact, settings);
      const type = answer.headers['content-type'];
      const headers = type === undefined ? {} : { 'content-type': redact(type) };
      const { signal } = call;
      const body = () => new RemoteBody(answer, { signal, withhold: createWithheld?.() });
      const whole = isPacked(answer) ? undefined : () => withheld(answer.body.whole?.(), createWithheld?.());
      return { status: 200, headers, body: { [Symbol.asyncIterator]: body, whole } };
    },
  };
}

/**
 * One more try, and only where the upstream cannot have seen the first (F01): never after a reset that may have followed
 * a full request, since that would be billed twice. A kept-alive socket that was closed before anything was written to
 * it undici replaces by itself (F39).
 */
async function sendPatiently(egress: Egress, request: EgressRequest): Promise<EgressAnswer> {
  const { signal } = request;
  try {
    try {
      return await egress.send(request);
    } catch (error) {
      if (!wasNeverSent(error)) throw error;
      await delay(RETRY_MS * (1 + Math.random()), undefined, { signal });
      return await egress.send(request);
    }
  } catch (error) {
    throw toTransportError(error, signal);
  }
}

const PATHS = {
  'chat.completions': 'chat/completions',
  embeddings: 'embeddings',
  'vision.analyze': 'vision/analyze',
  'audio.transcriptions': 'audio/transcriptions',
  'audio.speech': 'audio/speech',
  'models.list': 'models',
  'models.get': 'models',
} as const satisfies Record<EndpointId, string>;

/** Where calls go: few addresses, made once each; a model's own is made each time, since ids are any number. */
class Addresses {
  readonly #baseUrl: URL;
  readonly #known = new Map<EndpointId, URL>();

  constructor(baseUrl: URL) {
    this.#baseUrl = baseUrl;
  }

  /** @throws ApiError 404 for an id that would climb out of the models' folder: `URL` resolves dots */
  of({ endpoint, modelId }: UpstreamCall): URL {
    const known = this.#known.get(endpoint);
    if (known !== undefined) return known;
    const base = this.#baseUrl.pathname.replace(/\/+$/, '');
    const segments = modelId === '' ? [] : modelId.split('/');
    if (segments.some((segment) => /^\.{0,2}$/.test(segment))) {
      throw new ApiError('model_not_found', 'There is no such model.', { param: 'model' });
    }
    const path = [base, PATHS[endpoint], ...segments.map(encodeURIComponent)].join('/');
    const url = new URL(path, this.#baseUrl.origin);
    if (modelId === '') this.#known.set(endpoint, url);
    return url;
  }
}

interface HeaderContext {
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly call: Pick<UpstreamCall, 'streams' | 'body' | 'endpoint'>;
  /** Of a body that is no JSON. */
  readonly contentType?: string | undefined;
}

/** What goes out: nothing of the caller's own headers, and the key to the configured origin only. */
export function headersFor(url: URL, context: HeaderContext): Record<string, string> {
  const { baseUrl, apiKey, call } = context;
  const contentType = context.contentType ?? (call.body === undefined ? undefined : 'application/json');
  return {
    accept: acceptOf(call),
    'accept-encoding': 'identity',
    'user-agent': 'ruijing-console',
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(apiKey !== undefined && url.origin === baseUrl.origin ? { authorization: `Bearer ${apiKey}` } : {}),
  };
}

function acceptOf({ streams, endpoint }: Pick<UpstreamCall, 'streams' | 'endpoint'>): string {
  if (streams) return 'text/event-stream';
  // Sound, subtitles or JSON, as the request asks.
  return ENDPOINTS[endpoint].path.startsWith('/v1/audio/') ? '*/*' : 'application/json';
}
