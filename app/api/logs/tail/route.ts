import { callTailQuerySchema } from '#lib/contract/call-log.ts';
import { apiRouteWithQuery, isStill } from '#lib/server/api-route.ts';
import { eventStream } from '#lib/server/http/event-stream.ts';

export const GET = apiRouteWithQuery(
  { route: '/api/logs/tail', method: 'GET', query: callTailQuerySchema },
  async ({ query, ...call }) => {
    const { container, by } = call;
    const { callTails } = await container.services();
    const news = await callTails.open(query, { principal: by.principal, mayLook: () => isStill(call) });
    const { heartbeatMs } = container.config.limits;
    return eventStream(news, { write: (told) => `data: ${JSON.stringify(told)}\n\n`, heartbeatMs });
  },
);
