import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import { runCreateSchema } from '#lib/contract/runs.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';
import { callerHeaders } from '#lib/server/runs/caller-headers.ts';
import { toEventStream } from '#lib/server/runs/event-stream.ts';

const { bodyCapBytes: capBytes } = ENDPOINTS['chat.completions'];

/** Answers with the run or, where events are asked for, with its stream from the first one on. */
export const POST = apiRouteWithBody(
  { route: '/api/runs', method: 'POST', body: runCreateSchema, capBytes },
  async ({ container, request, body, by: { principal } }) => {
    const { runs } = await container.services();
    const run = await runs.create(body, principal, callerHeaders(request));
    if (request.headers.get('accept') !== 'text/event-stream') return run;
    return toEventStream(await runs.follow(run.id, principal, 0), container.config.limits.heartbeatMs);
  },
);
