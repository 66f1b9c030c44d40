import { ENDPOINTS, type EndpointId, type Kind } from '#lib/contract/endpoints.ts';

export interface CurlCall {
  /** Without a slash at its end. */
  readonly origin: string;
  readonly model: string;
  readonly kind: Kind;
  /** Left out where calls need none. */
  readonly key?: string;
}

interface Sample {
  readonly endpoint: EndpointId;
  /** Of JSON, beside the model. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of a form, beside the model. */
  readonly form?: readonly string[];
  /** The file that the answer goes into. */
  readonly output?: string;
}

/** The least that an endpoint takes; files are the caller's own. */
const SAMPLES: Readonly<Record<Kind, Sample>> = {
  chat: { endpoint: 'chat.completions', body: { messages: [{ role: 'user', content: 'Hello' }] } },
  embedding: { endpoint: 'embeddings', body: { input: 'Hello' } },
  vision: {
    endpoint: 'vision.analyze',
    body: { image: 'https://example.com/image.jpg', features: ['objects', 'labels', 'text'] },
  },
  transcription: { endpoint: 'audio.transcriptions', form: ['file=@audio.mp3'] },
  speech: { endpoint: 'audio.speech', body: { input: 'Hello', voice: 'alloy' }, output: 'speech.mp3' },
};

/** A call that can be run as it stands. */
export function curlOf({ origin, model, kind, key }: CurlCall): string {
  const { endpoint, body, form = [], output } = SAMPLES[kind];
  return [
    `curl ${origin}${ENDPOINTS[endpoint].path}`,
    ...(key === undefined ? [] : [`-H ${quoted(`Authorization: Bearer ${key}`)}`]),
    ...(body === undefined
      ? [...form, `model=${model}`].map((field) => `-F ${quoted(field)}`)
      : [`-H ${quoted('Content-Type: application/json')}`, `-d ${quoted(JSON.stringify({ model, ...body }))}`]),
    ...(output === undefined ? [] : [`-o ${output}`]),
  ].join(' \\\n  ');
}

/** One word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
