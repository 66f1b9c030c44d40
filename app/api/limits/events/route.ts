import { apiRoute, isStill } from '#lib/server/api-route.ts';
import { eventStream } from '#lib/server/http/event-stream.ts';

export const GET = apiRoute({ route: '/api/limits/events', method: 'GET' }, async (call) => {
  const { container, by } = call;
  const { limitWatch } = await container.services();
  return eventStream(
    limitWatch.follow(by, () => isStill(call)),
    { write: (limits) => `data: ${JSON.stringify(limits)}\n\n`, heartbeatMs: container.config.limits.heartbeatMs },
  );
});
