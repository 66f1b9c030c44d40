import { chatCompletionSchema, wireErrorSchema } from '#lib/contract/chat.ts';
import type { Connection, ConnectionName, ConnectionTest } from '#lib/contract/connection.ts';
import type { Kind } from '#lib/contract/endpoints.ts';
import { parseModelList } from '#lib/contract/models.ts';
import { firstChatModel } from '#lib/domain/models/first-chat-model.ts';
import type { Access } from './access.ts';
import type { Container } from './container.ts';
import type { Upstream } from './upstream/port.ts';

type Step = ConnectionTest['steps'][number];

type Connected = Pick<Container, 'config' | 'upstreams'> & {
  readonly services: () => Promise<{ readonly access: Pick<Access, 'isTeam'> }>;
};

/** What answers a chat or, where it is asked for, calls of another kind. */
export async function connectionName(
  { config, upstreams, services }: Connected,
  serves: Kind = 'chat',
): Promise<ConnectionName> {
  const { kind, name } = upstreamOf(upstreams, serves);
  if (kind === 'sandbox' && !config.sandbox && (await (await services()).access.isTeam())) {
    return { kind: 'none', name: '' };
  }
  return { kind, name };
}

/** The same with its address, without the key. */
export async function describeConnection(container: Connected): Promise<Connection> {
  const { kind, name } = await connectionName(container);
  const { config } = container;
  const remote = config.upstreams.find((candidate) => candidate.name === name);
  if (remote === undefined) return { kind, name, keySet: false };
  return { kind, name, baseUrl: remote.baseUrl.href, keySet: remote.apiKey !== undefined };
}

/** The upstream that the console shows as its own: the one that serves a kind of call, or the first where none does. */
function upstreamOf(upstreams: Container['upstreams'], serves: Kind): Pick<Upstream, 'kind' | 'name'> {
  const [first] = upstreams;
  const serving = upstreams.find(({ kinds }) => kinds.includes(serves)) ?? first;
  if (serving === undefined) throw new Error('There is no upstream');
  return serving.upstream;
}

/**
 * Lists the models and sends one token, through the gateway like any client, so that what passes here passes there.
 *
 * @param options `model`: the one to send to; without it, the first that can chat. `cookie`: of who tests
 */
export async function testConnection(
  gateway: (request: Request) => Promise<Response>,
  { model, cookie }: TestOptions,
): Promise<ConnectionTest> {
  const request = (path: string, body?: string) => toRequest(path, { body, cookie });
  const models = await timed(() => gateway(request('/v1/models')));
  const list = models.error === undefined ? parseModelList(models.json) : undefined;
  const listed: Step =
    list === undefined
      ? { step: 'models', outcome: 'failed', latencyMs: models.latencyMs, error: models.error ?? NO_LIST }
      : { step: 'models', outcome: 'ok', latencyMs: models.latencyMs, modelCount: list.data.length };

  const chosen = model ?? firstChatModel(list);
  if (chosen === undefined) return { steps: [listed, { step: 'chat', outcome: 'skipped' }] };

  const ask = (limit: Record<string, number>) =>
    timed(() => {
      const body = { model: chosen, messages: [{ role: 'user', content: 'Hi' }], ...limit };
      return gateway(request('/v1/chat/completions', JSON.stringify(body)));
    });
  let chat = await ask({ max_tokens: 1 });
  // Reasoning models refuse the old name, and say the new one.
  if (chat.error?.message.includes('max_completion_tokens')) chat = await ask({ max_completion_tokens: 1 });
  const error = chat.error ?? (chatCompletionSchema.safeParse(chat.json).success ? undefined : NO_COMPLETION);
  const sent = { step: 'chat', model: chosen, latencyMs: chat.latencyMs } as const;
  return { steps: [listed, error === undefined ? { ...sent, outcome: 'ok' } : { ...sent, outcome: 'failed', error }] };
}

const NO_LIST = {
  code: 'upstream_invalid',
  message: 'GET /models answered with something else than a list of models.',
};
const NO_COMPLETION = { code: 'upstream_invalid', message: 'The answer is no chat completion.' };

export interface TestOptions {
  readonly model?: string | undefined;
  readonly cookie?: string | undefined;
}

interface Asked {
  readonly body: string | undefined;
  readonly cookie: string | undefined;
}

function toRequest(path: string, { body, cookie }: Asked): Request {
  const headers = {
    host: 'localhost',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(cookie === undefined ? {} : { cookie }),
  };
  return new Request(`http://localhost${path}`, body === undefined ? { headers } : { method: 'POST', headers, body });
}

interface Timed {
  readonly latencyMs: number;
  readonly json: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

async function timed(call: () => Promise<Response>): Promise<Timed> {
  const startMs = performance.now();
  const response = await call();
  const json: unknown = await response.json();
  const latencyMs = Math.round(performance.now() - startMs);
  if (response.ok) return { latencyMs, json };
  const { code, message } = wireErrorSchema.parse(json).error;
  return { latencyMs, json, error: { code: code ?? 'other', message } };
}
