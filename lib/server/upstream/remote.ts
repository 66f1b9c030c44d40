import { pipeline, type Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Egress, EgressAnswer } from '#lib/server/egress.ts';
import { encodeForm } from './multipart.ts';
import type { Upstream, UpstreamCall } from './port.ts';
import { createRedact } from './redact.ts';
import { toUpstreamError } from './remote-errors.ts';
import { toTransportError, wasNeverSent } from './transport-errors.ts';

/** The pause before the one more try, up to twice as long: callers that failed together come back one by one. */
const RETRY_MS = 50;

export interface RemoteOptions {
  /** Shown to people; the host when absent. */
  readonly name?: string;
  /** Ends with the version, as in `https://api.ruijing.ai/v1`. */
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly egress: Egress;
}

/** Ruijing or any OpenAI-compatible server. The key is attached here and nowhere else. */
export function createRemote({ name, baseUrl, apiKey, egress }: RemoteOptions): Upstream {
  const redact = createRedact(apiKey);
  const addresses = new Addresses(baseUrl);
  return {
    kind: 'remote',
    name: name ?? baseUrl.host,
    redact,
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
      const send = () => egress.send(request);
      // One more try, and only where the upstream cannot have seen the first (F01): never after a reset that may have
      // followed a full request, since that would be billed twice. A kept-alive socket that was closed before anything
      // was written to it undici replaces by itself (F39).
      const answer = await send()
        .catch(async (error: unknown) => {
          if (!wasNeverSent(error)) throw error;
          await delay(RETRY_MS * (1 + Math.random()), undefined, { signal: call.signal });
          return await send();
        })
        .catch((error: unknown) => Promise.reject(toTransportError(error, call.signal)));
      if (answer.status !== 200) throw await toUpstreamError(answer, redact);
      return { status: 200, headers: answer.headers, body: read(answer, call.signal) };
    },
  };
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

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Some servers compress although asked not to (F13). @throws ApiError when they do so in a way nobody knows */
function decoded({ headers, body, discard }: EgressAnswer): AsyncIterable<Uint8Array> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return body;
  const createDecoder = DECODERS[encoding];
  if (createDecoder === undefined) {
    discard();
    throw new ApiError('upstream_invalid', 'The upstream compressed its answer in a way that was not asked for.');
  }
  // The end of either side is the end of both; who reads the decoder is told why.
  return pipeline(body, createDecoder(), () => undefined);
}

/** `[DONE]` is often one packet ahead of the answer's own end: with it, the socket can be used again. */
const END_GRACE_MS = 500;
const END_GRACE_BYTES = 64 * 1024;

/** The body, decoded; what breaks it is told as an `ApiError`. */
const read = (answer: EgressAnswer, signal: AbortSignal): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => new RemoteBody(answer, signal),
});

type Read = IteratorResult<Uint8Array, undefined>;
const END: Read = { done: true, value: undefined };

class RemoteBody implements AsyncIterator<Uint8Array, undefined> {
  readonly #answer: EgressAnswer;
  readonly #signal: AbortSignal;
  readonly #body: AsyncIterator<Uint8Array>;
  #reading = false;
  #over = false;

  constructor(answer: EgressAnswer, signal: AbortSignal) {
    this.#answer = answer;
    this.#signal = signal;
    this.#body = decoded(answer)[Symbol.asyncIterator]();
  }

  async next(): Promise<Read> {
    if (this.#over) return END;
    this.#reading = true;
    try {
      const next = await this.#body.next();
      if (next.done !== true) return next;
      this.#over = true;
      return END;
    } catch (error) {
      this.#over = true;
      throw toTransportError(error, this.#signal);
    } finally {
      this.#reading = false;
    }
  }

  return(): Promise<Read> {
    if (this.#over) return Promise.resolve(END);
    this.#over = true;
    // In the middle of a read nothing is left to be read to its end: the upstream is waited for no more.
    if (this.#reading) this.#answer.discard();
    else void readToEnd(this.#body, this.#answer);
    return Promise.resolve(END);
  }
}

/** Reads what little is left, so that the socket goes back to the pool; destroys it when there is more (F16). */
async function readToEnd(iterator: AsyncIterator<Uint8Array>, { discard }: EgressAnswer): Promise<void> {
  const timer = setTimeout(discard, END_GRACE_MS);
  let bytes = 0;
  try {
    while (bytes <= END_GRACE_BYTES) {
      const next = await iterator.next();
      if (next.done) return;
      bytes += next.value.byteLength;
    }
  } catch {
    // The socket is gone already.
  } finally {
    clearTimeout(timer);
    discard();
  }
}
