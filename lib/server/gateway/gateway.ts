import { ENDPOINTS, type Endpoint, type EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { checkModel, checkRoute } from '#lib/domain/keys/key.ts';
import type { Access } from '#lib/server/access.ts';
import type { Limits } from '#lib/server/config.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { Router } from '#lib/server/upstream/router.ts';
import { Call, LiveCalls } from './call.ts';
import type { Capture, Captures } from './capture.ts';
import type { Gateway, GatewayAnswer, GatewayRequest } from './exchange.ts';
import type { Guards } from './guards.ts';
import { HeaderKeeper } from './header-keeper.ts';
import { readJob } from './intake.ts';
import { type Ending, MeteredCall, type MeteringDeps } from './metering.ts';
import { respond } from './respond.ts';
import { baseHeaders, errorAnswer, passedHeaders, SANDBOX_MARK } from './responses.ts';

export interface GatewayDeps extends Omit<MeteringDeps, 'leaseMs' | 'limits'> {
  readonly access: Access;
  readonly router: Router;
  readonly guards: Guards;
  readonly captures: Captures;
  readonly limitStore: MeteringDeps['limits'];
  /** Timers and caps. */
  readonly limits: Limits;
  /** Where uploads lie while their call goes on. */
  readonly spoolDir: string;
  /** Aborted with the error to end with when the process ends. */
  readonly drain: AbortSignal;
  /** The sandbox also answers a team. */
  readonly sandboxInTeam: boolean;
}

/** What may come between a call's claim and its end beside the stream itself: connecting, uploading, settling. */
const LEASE_SLACK_MS = 120_000;

/** `/v1`: every endpoint of the table runs through the same pipeline. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { access, router, guards, captures, limits, drain, log } = deps;
  const leaseMs = limits.streamMaxMs + limits.firstByteMs + LEASE_SLACK_MS;
  const headerKeeper = new HeaderKeeper();
  const metering: MeteringDeps = { ...deps, limits: deps.limitStore, leaseMs };
  /** Calls under way; they end with the process. */
  const live = new LiveCalls();
  drain.addEventListener('abort', () => live.abort(toApiError(drain.reason)));

  function guard(request: GatewayRequest): void {
    guards.host(request);
    guards.origin(request);
    if (drain.aborted) throw new ApiError('draining', 'The server is restarting.', { retryAfterMs: 2_000 });
  }

  /** An answer to what no endpoint serves; the guards come first, so that a stranger learns nothing. */
  async function refuse(request: GatewayRequest, refusal: ApiError, headers = {}): Promise<GatewayAnswer> {
    const requestId = newRequestId();
    const error = await Promise.try(async () => {
      guard(request);
      await access.identify(request);
      return refusal;
    }).catch(toApiError);
    logUnexpected(error, requestId);
    log.info('call', { requestId, endpoint: 'none', status: error.status, code: error.code });
    return errorAnswer(error, { ...baseHeaders(requestId), ...headers });
  }

  async function handle(request: GatewayRequest, { endpointId, modelId }: Route): Promise<GatewayAnswer> {
    const metered = new MeteredCall(endpointId, metering);
    const call = new Call(request.onLeave, live);
    const headers: Record<string, string> = baseHeaders(metered.requestId);
    const end = (ending: Ending) => {
      logUnexpected(ending.error, metered.requestId);
      const booked = metered.end(ending);
      if (booked !== undefined) request.onBooked?.(booked);
      call.release();
    };
    let capture: Capture | undefined;
    try {
      guard(request);
      const caller = await access.identify(request);
      metered.caller = caller;
      metered.headers = headerKeeper.keep(request.headerFields);
      if (endpointId !== 'models.list' && endpointId !== 'models.get') {
        capture = captures.begin(metered.requestId, caller);
      }
      call.confirm = caller.confirm;
      checkRoute(caller.rights, endpointId);
      const job = await readJob(
        capture?.watch(request) ?? request,
        { endpointId, modelId },
        { limits, spoolDir: deps.spoolDir, signal: call.signal },
      );
      metered.job = job;
      capture?.asked(job);
      if (job.model !== '') checkModel(caller.rights, job.model);
      const upstream = router.route({ endpointId, model: job.model });
      if (upstream.kind === 'sandbox' && caller.inTeam && !deps.sandboxInTeam) throw noUpstream();
      metered.upstream = upstream;
      if (upstream.kind === 'sandbox') Object.assign(headers, SANDBOX_MARK);
      await metered.reserve(job, caller);
      // Whoever left while the books were opened has nothing to pay.
      if (call.reason !== undefined) throw call.reason;
      call.bound(limits.streamMaxMs);
      call.arm(limits.firstByteMs, 'an answer');
      metered.sent();
      const { upload, streams } = job;
      const body = metered.underQuota && upstream.kind === 'remote' ? (job.cappedBody ?? job.body) : job.body;
      const { requestId } = metered;
      const { firstByteMs } = limits;
      const { signal } = call;
      const asked = { endpoint: endpointId, modelId, body, upload, streams, requestId, firstByteMs, signal };
      const answer = await call.race(upstream.send(asked));
      call.rest();
      metered.answered();
      if (metered.outdated) await metered.refresh();
      if (upstream.kind === 'sandbox') Object.assign(headers, passedHeaders(answer));
      const response = await respond(answer, { call, metered, job, upstream, headers, limits, end });
      return capture?.answered(response) ?? response;
    } catch (thrown) {
      const error = toApiError(thrown);
      // Frees an upstream whose answer nobody is going to read.
      call.abort(error);
      end({ error });
      await metered.look();
      const refusal = errorAnswer(error, { ...metered.limitHeaders(), ...headers });
      return capture?.answered(refusal) ?? refusal;
    }
  }

  /** The caller is told nothing of it, so the log must be (ASVS 16.5.1). */
  function logUnexpected(error: ApiError | undefined, requestId: string): void {
    if (error?.code !== 'internal_error') return;
    const { cause } = error;
    log.error('unexpected', { requestId, cause: cause instanceof Error ? cause.stack : String(cause) });
  }

  return (request) => {
    const route = match(request.target);
    if (route === undefined) return refuse(request, new ApiError('route_not_found', 'There is no such endpoint.'));
    const { method } = ENDPOINTS[route.endpointId];
    if (request.method !== method && (request.method !== 'HEAD' || method !== 'GET')) {
      const error = new ApiError('method_not_allowed', `This endpoint takes ${method} only.`);
      return refuse(request, error, { allow: method });
    }
    if (route.modelId.length > MAX_MODEL_CHARACTERS) {
      return refuse(request, new ApiError('model_not_found', 'There is no such model.', { param: 'model' }));
    }
    return handle(request, route);
  };
}

/** A setting that was mistyped must not serve a documentation bot to a team. */
const noUpstream = () =>
  new ApiError(
    'no_upstream',
    'No model is connected: set RUIJING_API_KEY or RUIJING_BASE_URL. In a team the built-in sandbox is off unless RUIJING_SANDBOX=1.',
  );

interface Route {
  readonly endpointId: EndpointId;
  /** Of `models.get`; empty for every other endpoint. */
  readonly modelId: string;
}

const MODEL = 'models.get' satisfies EndpointId;

/** As in every body: books and sums keep a line for each name. */
const MAX_MODEL_CHARACTERS = 256;

const BY_PATH = new Map(
  Object.entries<Endpoint>(ENDPOINTS)
    .filter((entry): entry is [EndpointId, Endpoint] => entry[0] !== MODEL && Object.hasOwn(ENDPOINTS, entry[0]))
    .map(([endpointId, { path }]) => [path, { endpointId, modelId: '' }]),
);

/** The endpoint of an address, with or without a slash at its end; undefined when there is none. */
function match(target: string): Route | undefined {
  const [path = ''] = target.split('?', 1);
  const known = BY_PATH.get(path);
  if (known !== undefined) return known;
  const bare = path.replace(/\/+$/, '');
  const { path: models } = ENDPOINTS[MODEL];
  if (!bare.startsWith(models)) return BY_PATH.get(bare);
  try {
    return { endpointId: MODEL, modelId: decodeURIComponent(bare.slice(models.length)) };
  } catch {
    // An escape that is none.
    return undefined;
  }
}
