/** The endpoint table: an endpoint is data, the gateway's pipeline is one function over it. */

const MIB = 1024 * 1024;

/** What an upstream serves; `RUIJING_UPSTREAMS` routes by it. */
export const KINDS = ['chat', 'embedding', 'vision', 'transcription', 'speech'] as const;
export type Kind = (typeof KINDS)[number];

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Path below the origin; for `models.get` the id follows it. */
  readonly path: string;
  /** Which upstreams serve it; `models` are asked of all of them. */
  readonly kind: Kind | 'models';
  readonly intake: 'none' | 'json' | 'multipart';
  /** `true`: the caller may ask for server-sent events. */
  readonly streams: boolean;
  /** `true`: a call counts among the requests a minute. */
  readonly limited: boolean;
  /** Cap on the request's body in bytes; 0 for an endpoint that takes none. */
  readonly bodyCapBytes: number;
  /** Cap on the body's text in bytes, pictures in `data:` URLs left out of the count. */
  readonly textCapBytes: number;
  /** Cap on a whole (not streamed) upstream answer in bytes. */
  readonly answerCapBytes: number;
  /**
   * Up to so many bytes an answer is read before it is passed on, so that its head can tell what it used; a larger one
   * passes as it comes.
   */
  readonly keptAnswerBytes: number;
}

const MODELS = {
  method: 'GET',
  kind: 'models',
  intake: 'none',
  streams: false,
  limited: false,
  bodyCapBytes: 0,
  textCapBytes: 0,
  answerCapBytes: 10 * MIB,
  keptAnswerBytes: 10 * MIB,
} as const;

export const ENDPOINTS = {
  'chat.completions': {
    method: 'POST',
    path: '/v1/chat/completions',
    kind: 'chat',
    intake: 'json',
    streams: true,
    limited: true,
    bodyCapBytes: 32 * MIB,
    textCapBytes: MIB,
    answerCapBytes: 10 * MIB,
    keptAnswerBytes: 10 * MIB,
  },
  embeddings: {
    method: 'POST',
    path: '/v1/embeddings',
    kind: 'embedding',
    intake: 'json',
    streams: false,
    limited: true,
    bodyCapBytes: 32 * MIB,
    textCapBytes: 32 * MIB,
    answerCapBytes: 160 * MIB,
    keptAnswerBytes: MIB,
  },
  'vision.analyze': {
    method: 'POST',
    path: '/v1/vision/analyze',
    kind: 'vision',
    intake: 'json',
    streams: false,
    limited: true,
    bodyCapBytes: 28 * MIB,
    // The picture is the text: base64 with or without `data:` in front.
    textCapBytes: 28 * MIB,
    answerCapBytes: 10 * MIB,
    keptAnswerBytes: 10 * MIB,
  },
  'audio.transcriptions': {
    method: 'POST',
    path: '/v1/audio/transcriptions',
    kind: 'transcription',
    intake: 'multipart',
    streams: false,
    limited: true,
    // 25 MB as the specification means them, of the file alone; fields and boundaries come on top.
    bodyCapBytes: 25 * 1000 * 1000,
    textCapBytes: MIB,
    answerCapBytes: 10 * MIB,
    keptAnswerBytes: 10 * MIB,
  },
  'audio.speech': {
    method: 'POST',
    path: '/v1/audio/speech',
    kind: 'speech',
    intake: 'json',
    streams: false,
    limited: true,
    bodyCapBytes: MIB,
    textCapBytes: MIB,
    answerCapBytes: 160 * MIB,
    keptAnswerBytes: MIB,
  },
  'models.list': { ...MODELS, path: '/v1/models' },
  // Ids of other servers hold slashes (`org/model`), plain or encoded: the rest of the path is the id.
  'models.get': { ...MODELS, path: '/v1/models/' },
} as const satisfies Record<string, Endpoint>;

export type EndpointId = keyof typeof ENDPOINTS;

export const ENDPOINT_IDS = Object.keys(ENDPOINTS).filter((id): id is EndpointId => Object.hasOwn(ENDPOINTS, id));
