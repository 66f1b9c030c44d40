/** The endpoint table: an endpoint is data, the gateway's pipeline is one function over it. */

const MIB = 1024 * 1024;

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Hono path pattern below the origin. */
  readonly path: string;
  /** `true`: the caller may ask for server-sent events. */
  readonly streams: boolean;
  /** Cap on the request's body in bytes; 0 for an endpoint that takes none. */
  readonly bodyCapBytes: number;
  /** Cap on the body's text in bytes, pictures in `data:` URLs left out of the count. */
  readonly textCapBytes: number;
  /** Cap on a whole (not streamed) upstream answer in bytes. */
  readonly answerCapBytes: number;
}

export const ENDPOINTS = {
  'chat.completions': {
    method: 'POST',
    path: '/v1/chat/completions',
    streams: true,
    bodyCapBytes: 32 * MIB,
    textCapBytes: MIB,
    answerCapBytes: 10 * MIB,
  },
  'models.list': {
    method: 'GET',
    path: '/v1/models',
    streams: false,
    bodyCapBytes: 0,
    textCapBytes: 0,
    answerCapBytes: 10 * MIB,
  },
  'models.get': {
    method: 'GET',
    // Ids of other servers hold slashes (`org/model`), plain or encoded: the rest of the path is the id.
    path: '/v1/models/:id{.+}',
    streams: false,
    bodyCapBytes: 0,
    textCapBytes: 0,
    answerCapBytes: 10 * MIB,
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointId = keyof typeof ENDPOINTS;
