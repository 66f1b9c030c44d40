import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ENDPOINTS, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Egress, EgressAnswer } from '#lib/server/egress.ts';
import type { Upstream, UpstreamAnswer, UpstreamCall } from './port.ts';
import { toUpstreamError } from './remote-errors.ts';
import { toTransportError, wasNeverSent } from './transport-errors.ts';

export interface RemoteOptions {
  /** Ends with the version, as in `https://api.ruijing.ai/v1`. */
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly egress: Egress;
}

/** Ruijing or any OpenAI-compatible server. The key is attached here and nowhere else. */
export function createRemote({ baseUrl, apiKey, egress }: RemoteOptions): Upstream {
  return {
    kind: 'remote',
    name: baseUrl.host,
    async send(call) {
      const url = targetOf(baseUrl, call);
      const request = {
        method: ENDPOINTS[call.endpoint].method,
        url,
        headers: headersFor(url, { baseUrl, apiKey, call }),
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        signal: call.signal,
      };
      const send = () => egress.send(request);
      // One more try, and only where the upstream cannot have seen the first (F01, F39): never after a reset that may
      // have followed a full request, since that would be billed twice.
      const answer = await send()
        .catch((error: unknown) => (wasNeverSent(error) && !call.signal.aborted ? send() : Promise.reject(error)))
        .catch((error: unknown) => Promise.reject(toTransportError(error, call.signal)));
      if (answer.status !== 200) throw await toUpstreamError(answer, call.signal);
      return { status: 200, headers: answer.headers, body: mapErrors(decoded(answer), call.signal) };
    },
  };
}

const PATHS = {
  'chat.completions': 'chat/completions',
  'models.list': 'models',
  'models.get': 'models',
} as const satisfies Record<EndpointId, string>;

function targetOf(baseUrl: URL, { endpoint, modelId }: UpstreamCall): URL {
  const base = baseUrl.pathname.replace(/\/+$/, '');
  const id = modelId === '' ? '' : `/${modelId.split('/').map(encodeURIComponent).join('/')}`;
  return new URL(`${base}/${PATHS[endpoint]}${id}`, baseUrl.origin);
}

interface HeaderContext {
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly call: UpstreamCall;
}

/** What goes out: nothing of the caller's own headers, and the key to the configured origin only. */
export function headersFor(url: URL, { baseUrl, apiKey, call }: HeaderContext): Record<string, string> {
  return {
    accept: call.streams ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'ruijing-console',
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(apiKey !== undefined && url.origin === baseUrl.origin ? { authorization: `Bearer ${apiKey}` } : {}),
  };
}

/** Some servers compress although asked not to (F13). */
function decoded({ headers, body }: EgressAnswer): AsyncIterable<Uint8Array> {
  switch (headers['content-encoding']?.toLowerCase() ?? 'identity') {
    case 'identity':
      return body;
    case 'gzip':
      return Readable.from(body).pipe(createGunzip());
    case 'deflate':
      return Readable.from(body).pipe(createInflate());
    case 'br':
      return Readable.from(body).pipe(createBrotliDecompress());
    default:
      throw new ApiError('upstream_invalid', 'The upstream compressed its answer in a way that was not asked for.');
  }
}

async function* mapErrors(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): UpstreamAnswer['body'] & AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toTransportError(error, signal);
  }
}
