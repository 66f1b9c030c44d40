import type { Gateway } from './exchange.ts';

/** The gateway as a web-standard handler: for Next's route, and for the console's own calls to itself. */
export function toFetch(gateway: Gateway): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await gateway({
      method: request.method,
      target: pathname + search,
      header: (name) => request.headers.get(name) ?? undefined,
      headerFields: [...request.headers].flat(),
      body: request.body ?? undefined,
      onLeave: (listener) => {
        const { signal } = request;
        if (signal.aborted) listener(signal.reason);
        else signal.addEventListener('abort', () => listener(signal.reason), { once: true });
      },
    });
    const bodyless = request.method === 'HEAD';
    return new Response(bodyless ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}
