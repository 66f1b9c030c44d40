import { getContainer } from '#lib/server/container.ts';

export const dynamic = 'force-dynamic';

const serve = (request: Request): Promise<Response> => getContainer().gateway(request);

export { serve as DELETE, serve as GET, serve as HEAD, serve as OPTIONS, serve as PATCH, serve as POST, serve as PUT };
