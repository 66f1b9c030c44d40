import { Hono } from 'hono';
import { chatRequestSchema, STREAM_DONE } from '#lib/contract/chat.ts';
import { ENDPOINTS, type Endpoint, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { estimatePromptTokens } from '#lib/domain/metering/tokens.ts';
import type { Limits } from '#lib/server/config.ts';
import type { Log } from '#lib/server/log.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { Upstream, UpstreamAnswer } from '#lib/server/upstream/port.ts';
import { readWireFailure, toLateError } from '#lib/server/upstream/wire-failure.ts';
import { readJsonBody } from './body.ts';
import { Call } from './call.ts';
import { CallLog } from './call-log.ts';
import { type Events, eventStream } from './event-stream.ts';
import { checkKey, type Guards } from './guards.ts';
import { type Relayed, relay, toEvent } from './relay.ts';
import { baseHeaders, errorResponse, jsonResponse, passedHeaders, SANDBOX_MARK } from './responses.ts';
import { readUsage } from './usage.ts';
import { validate } from './validate.ts';
import { readWhole, toChunks, withUsage } from './whole-answer.ts';

export interface GatewayDeps {
  readonly upstream: Upstream;
  readonly guards: Guards;
  readonly limits: Limits;
  readonly log: Log;
  /** Aborted with the error to end with when the process ends. */
  readonly drain: AbortSignal;
}

export type Gateway = (request: Request) => Promise<Response>;

/** What the client asked, after every check. */
interface Job {
  readonly endpointId: EndpointId;
  readonly endpoint: Endpoint;
  readonly modelId: string;
  readonly body: Record<string, unknown> | undefined;
  readonly model: string;
  readonly streams: boolean;
  readonly wantsUsage: boolean;
  /** The gateway's own count; made only when the upstream gives none, since it reads every word. */
  readonly countPrompt: () => number;
}

/** `/v1` as one web-standard fetch: every endpoint of the table runs through the same pipeline. */
export function createGateway(deps: GatewayDeps): Gateway {
  const app = new Hono({ strict: false });
  const redact = deps.upstream.redact ?? ((text: string) => text);
  for (const [id, endpoint] of entries(ENDPOINTS)) {
    app.on(endpoint.method, endpoint.path, (context) => handle(context.req.raw, id, context.req.param('id') ?? ''));
    // The rest of the methods, after the table's own.
    app.all(endpoint.path, (context) =>
      endpoint.method === 'GET' && context.req.method === 'HEAD'
        ? handle(context.req.raw, id, context.req.param('id') ?? '')
        : refuse(context.req.raw, methodNotAllowed(endpoint), { allow: endpoint.method }),
    );
  }
  app.all('*', (context) => refuse(context.req.raw, new ApiError('route_not_found', 'There is no such endpoint.')));

  /** An answer to what no endpoint serves; the guards come first, so that a stranger learns nothing. */
  function refuse(request: Request, error: ApiError, headers: Record<string, string> = {}): Response {
    const requestId = newRequestId();
    const log = new CallLog(deps.log, { requestId, endpoint: 'none' });
    const final = firstError(() => guard(request)) ?? error;
    log.end(final);
    return errorResponse(final, { ...baseHeaders(requestId), ...headers });
  }

  function guard(request: Request): void {
    const call = {
      method: request.method,
      url: new URL(request.url),
      header: (name: string) => request.headers.get(name) ?? undefined,
    };
    deps.guards.host(call);
    deps.guards.origin(call);
    checkKey(call);
    if (deps.drain.aborted) throw new ApiError('draining', 'The server is restarting.', { retryAfterMs: 2_000 });
  }

  async function handle(request: Request, endpointId: EndpointId, modelId: string): Promise<Response> {
    const requestId = newRequestId();
    const log = new CallLog(deps.log, { requestId, endpoint: endpointId });
    const headers = { ...baseHeaders(requestId), ...(deps.upstream.kind === 'sandbox' ? SANDBOX_MARK : {}) };
    const call = new Call([request.signal, deps.drain]);
    try {
      guard(request);
      const job = await readJob(request, endpointId, modelId);
      log.knows({ model: job.model, streams: job.streams });
      call.bound(deps.limits.streamMaxMs);
      call.arm(deps.limits.firstByteMs, 'an answer');
      const answer = await call.race(
        deps.upstream.send({
          endpoint: endpointId,
          modelId,
          body: job.body,
          streams: job.streams,
          requestId,
          signal: call.signal,
        }),
      );
      call.rest();
      Object.assign(headers, passedHeaders(answer, deps.upstream.kind));
      return await toResponse(job, answer, { call, headers, log });
    } catch (thrown) {
      const error = toApiError(thrown);
      logUnexpected(error, requestId);
      // Frees an upstream whose answer nobody is going to read.
      call.abort(error);
      call.release();
      log.end(error);
      return errorResponse(error, headers);
    }
  }

  /** The caller is told nothing of it, so the log must be (ASVS 16.5.1). */
  function logUnexpected(error: ApiError | undefined, requestId: string | undefined): void {
    if (error?.code !== 'internal_error') return;
    const { cause } = error;
    deps.log.error('unexpected', { requestId, cause: cause instanceof Error ? cause.stack : String(cause) });
  }

  async function readJob(request: Request, endpointId: EndpointId, modelId: string): Promise<Job> {
    const endpoint: Endpoint = ENDPOINTS[endpointId];
    const job = { endpointId, endpoint, modelId, model: modelId, streams: false, wantsUsage: false };
    if (endpoint.bodyCapBytes === 0) return { ...job, body: undefined, countPrompt: () => 0 };
    const body = await readJsonBody(request, endpoint, deps.limits.uploadIdleMs);
    const chat = validate(chatRequestSchema, body);
    return {
      ...job,
      body,
      model: chat.model,
      streams: chat.stream === true,
      wantsUsage: chat.stream_options?.include_usage === true,
      countPrompt: () => estimatePromptTokens(chat.messages, chat.tools ?? chat.functions ?? []),
    };
  }

  interface Answering {
    readonly call: Call;
    readonly headers: Record<string, string>;
    readonly log: CallLog;
  }

  async function toResponse(job: Job, answer: UpstreamAnswer, answering: Answering): Promise<Response> {
    const { call, headers, log } = answering;
    const body = call.watch(answer.body, deps.limits.streamIdleMs);
    const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (answer.status === 200 && job.streams && type === 'text/event-stream') {
      const relayed: Relayed = { usage: undefined, malformedEvents: 0 };
      const events = relay(body, relayed, { ...job, maxEventBytes: deps.limits.eventBytes, redact });
      return streamResponse(log.timed(events), answering, relayed);
    }
    if (type !== 'application/json') {
      throw new ApiError(
        'upstream_invalid',
        `The upstream answered with ${type || 'no content type'} where JSON belongs.`,
      );
    }
    const { json, text } = await readWhole(body, job.endpoint.answerCapBytes);
    if (answer.status !== 200) {
      call.release();
      log.endWithStatus(answer.status);
      return jsonResponse(text, answer.status, headers);
    }
    const failure = json.choices === undefined ? readWireFailure(json, redact) : undefined;
    if (failure !== undefined) throw toLateError(failure);
    const whole = job.endpointId === 'chat.completions' ? withUsage(json, job.countPrompt) : json;
    if (job.streams) {
      const chunks = toChunks(whole, job.wantsUsage);
      return streamResponse(toEvents(chunks), answering, { usage: readUsage(whole.usage), malformedEvents: 0 });
    }
    call.release();
    log.end(undefined, whole.usage);
    // As the upstream wrote it, to the digit, unless something had to be mended.
    return jsonResponse(whole === json ? text : JSON.stringify(whole), 200, headers);
  }

  function streamResponse(events: Events, { call, headers, log }: Answering, relayed: Relayed): Response {
    const stream = eventStream(events, call, {
      heartbeatMs: deps.limits.heartbeatMs,
      clientStallMs: deps.limits.clientStallMs,
      onEnd: (error) => {
        logUnexpected(error, headers['x-request-id']);
        log.end(error, relayed.usage, relayed.malformedEvents);
      },
    });
    return new Response(stream, {
      headers: {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        // `no-transform` keeps every compressor on the way from holding events back (N01).
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  }

  return async (request) => app.fetch(request);
}

function* toEvents(chunks: readonly string[]): Generator<Uint8Array> {
  for (const chunk of chunks) yield toEvent(chunk);
  yield toEvent(STREAM_DONE);
}

const methodNotAllowed = ({ method }: Endpoint) =>
  new ApiError('method_not_allowed', `This endpoint takes ${method} only.`);

function firstError(check: () => void): ApiError | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return toApiError(thrown);
  }
}

/** `Object.entries` with the keys' own type: the table is closed. */
function entries<K extends string, V>(table: Record<K, V>): [K, V][] {
  return Object.entries<V>(table).filter((entry): entry is [K, V] => Object.hasOwn(table, entry[0]));
}
