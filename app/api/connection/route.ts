import { connectionTestRequestSchema } from '#lib/contract/connection.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';
import { describeConnection, testConnection } from '#lib/server/connection.ts';

export const GET = apiRoute(describeConnection);

export const POST = apiRouteWithBody(connectionTestRequestSchema, (container, { model }) =>
  testConnection(container, model),
);
