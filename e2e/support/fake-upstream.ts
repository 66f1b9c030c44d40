import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRecord } from '#lib/std/is-record.ts';
import { CountingResponse, type Reported } from './counting-response.ts';
import {
  type FakeAnswer,
  fakeAnalysis,
  fakeEmbeddings,
  fakeSpeech,
  fakeTranscript,
  readForm,
  type SeenForm,
} from './fake-media.ts';

/**
 * An OpenAI-compatible server for tests, in the same process or one of its own (`node e2e/support/fake-upstream.ts`).
 * It thinks, then echoes the last question in Markdown, word by word; a test may script other behaviour per model.
 */

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Of JSON; empty for a form. */
  readonly body: Record<string, unknown>;
  /** Of a form. */
  readonly form?: SeenForm;
}

export type Script = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

export interface FakeUpstream {
  /** Ends with the version, as `RUIJING_BASE_URL` wants it. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Answers requests for this model; chat, unless another path is given. */
  script(model: string, script: Script, path?: string): void;
  /** The sum of every usage that has gone out whole; of several in one answer the last one counts. */
  reported(): Reported;
  /** Sockets that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

const MODELS = ['fake-large', 'fake-small'];

const CHAT = '/v1/chat/completions';

export interface FakeOptions {
  /** Whether it has `/v1/vision/analyze`; most servers have none. */
  readonly vision?: boolean;
}

/** @param port 0 for any free one */
export async function startFakeUpstream(port = 0, { vision = false }: FakeOptions = {}): Promise<FakeUpstream> {
  const seen: SeenRequest[] = [];
  const scripts = new Map<string, Script>();
  const answers = new Set<CountingResponse<IncomingMessage>>();
  const past = { promptTokens: 0, completionTokens: 0 };
  const add = (sum: Reported, { promptTokens, completionTokens }: Reported): Reported => ({
    promptTokens: sum.promptTokens + promptTokens,
    completionTokens: sum.completionTokens + completionTokens,
  });
  const server = createServer({ ServerResponse: CountingResponse }, async (request, response) => {
    answers.add(response);
    response.on('close', () => {
      answers.delete(response);
      Object.assign(past, add(past, response.reported));
    });
    const call = await readCall(request);
    seen.push(call);
    const { path, form, body } = call;
    const model = String(body.model ?? form?.fields.find(([name]) => name === 'model')?.[1]);
    const script = scripts.get(`${path} ${model}`);
    if (script !== undefined) return void script(response, call);
    if (path === CHAT) return void echo(response, call);
    if (path === '/v1/models')
      return sendJson(response, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) });
    const asked = MODELS.find((known) => path === `/v1/models/${known}`);
    if (asked !== undefined) return sendJson(response, { id: asked, object: 'model' });
    const answer = answerOf(call, vision);
    if (answer === undefined)
      return sendJson(response, { error: { message: 'no such route', type: 'invalid_request_error' } }, 404);
    response.writeHead(200, { 'content-type': answer.type });
    response.end(answer.body);
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${isAddress(address) ? address.port : port}/v1`,
    seen,
    script: (model, script, path = CHAT) => void scripts.set(`${path} ${model}`, script),
    reported: () => [...answers].map(({ reported }) => reported).reduce(add, past),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readCall(request: IncomingMessage): Promise<SeenRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const { method = 'GET', url: path = '/', headers } = request;
  const contentType = headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/')) {
    return { method, path, headers, body: {}, form: await readForm(bytes, contentType) };
  }
  const body: unknown = bytes.byteLength === 0 ? {} : JSON.parse(bytes.toString());
  return { method, path, headers, body: isRecord(body) ? body : {} };
}

function answerOf({ path, body, form }: SeenRequest, vision: boolean): FakeAnswer | undefined {
  if (path === '/v1/embeddings') return fakeEmbeddings(body);
  if (path === '/v1/audio/speech') return fakeSpeech(body);
  if (path === '/v1/audio/transcriptions' && form !== undefined) {
    return fakeTranscript(form.fields, form.file?.sizeBytes ?? 0);
  }
  return path === '/v1/vision/analyze' && vision ? fakeAnalysis(body) : undefined;
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export const sse = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

export const delta = (fields: Record<string, unknown>, finish: string | null = null) => ({
  id: 'chatcmpl-fake',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'fake-large',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});

export const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/** Opens a stream and leaves it open. */
export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
}

const echo: Script = (response, { body }) => {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : [];
  const question = String(messages.at(-1)?.content ?? '');
  const answer = `You said: **${question}**\n\n\`\`\`js\nconsole.log(1);\n\`\`\`\n`;
  if (body.stream !== true) {
    return sendJson(response, {
      id: 'chatcmpl-fake',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: body.model,
      choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
      usage: USAGE,
    });
  }
  openStream(response);
  const events: string[] = [
    sse(delta({ role: 'assistant', content: '' })),
    sse(delta({ reasoning_content: 'They want ' })),
    sse(delta({ reasoning_content: 'an echo.' })),
    ...(answer.match(/\s*\S+\s*/g) ?? []).map((content) => sse(delta({ content }))),
    sse(delta({}, 'stop')),
    sse({ ...delta({}), choices: [], usage: USAGE }),
    sse('[DONE]'),
  ];
  const timer = setInterval(() => {
    const event = events.shift();
    if (event === undefined) {
      clearInterval(timer);
      response.end();
    } else response.write(event);
  }, 15);
  response.on('close', () => clearInterval(timer));
};

if (import.meta.main) {
  const fake = await startFakeUpstream(Number(process.env.PORT ?? 0), { vision: process.env.FAKE_VISION === '1' });
  process.stdout.write(`${fake.url}\n`);
}
