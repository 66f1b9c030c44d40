import { runEventsQuerySchema } from '#lib/contract/runs.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';
import { toEventStream } from '#lib/server/runs/event-stream.ts';

export const GET = apiRouteWithQuery(
  { route: '/api/runs/[id]/events', method: 'GET', query: runEventsQuerySchema },
  async ({ container, by, query, params: { id = '' } }) => {
    const { runs } = await container.services();
    const news = await runs.follow(id, by.principal, query.after);
    return toEventStream(news, container.config.limits.heartbeatMs);
  },
);
