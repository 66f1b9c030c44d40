import { chatRequestSchema } from '#lib/contract/chat.ts';
import { embeddingsRequestSchema } from '#lib/contract/embeddings.ts';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { visionRequestSchema } from '#lib/contract/vision.ts';
import type { DocsLanguage, DocsPage } from '#lib/domain/docs/page.ts';
import { createAnswerer } from '#lib/domain/sandbox/answer.ts';
import { type Fault, faultOf } from '#lib/domain/sandbox/faults.ts';
import { retryHeaders } from '#lib/server/gateway/responses.ts';
import type { Upstream, UpstreamAnswer, UpstreamCall } from '#lib/server/upstream/port.ts';
import { type Reply, replyTo } from './chat.ts';
import { embed } from './embeddings.ts';
import { brokenJson, brokenStream, statusFault } from './faults.ts';
import { findModel, MODELS } from './models.ts';
import { type Clock, paced, SYSTEM_CLOCK, slow } from './pace.ts';
import { type Eyes, lookAt } from './vision/answer.ts';
import { toChunks, toCompletion } from './wire.ts';

export interface SandboxOptions extends Eyes {
  readonly docs: Readonly<Record<DocsLanguage, readonly DocsPage[]>>;
  readonly tokensPerSecond: number;
  /** Milliseconds between two events of `sandbox-slow`. */
  readonly slowMs: number;
  readonly clock?: Clock;
}

const HEADERS = { 'x-ruijing-sandbox': '1' };

const encoder = new TextEncoder();

/**
 * The built-in upstream: no model, no network. It answers questions about this API from its own documentation, and
 * provokes faults on request, as bytes on the wire.
 */
export function createSandbox({ clock = SYSTEM_CLOCK, ...options }: SandboxOptions): Upstream {
  const { docs, tokensPerSecond, slowMs, vision, pictures } = options;
  const answerer = createAnswerer(docs);

  async function chat(call: UpstreamCall): Promise<UpstreamAnswer> {
    const request = chatRequestSchema.parse(call.body);
    const fault = faultOf(request.model);
    if (fault !== undefined) {
      const failure = statusFault(fault);
      if (failure !== undefined) return errorAnswer(failure.error, failure.headers);
      if (fault === 'hang') await clock.sleep(HANG_MS, call.signal);
    }
    const reply = replyTo(request, answerer);
    if (!call.streams) return wholeAnswer(reply, fault);
    const includesUsage = request.stream_options?.include_usage === true && fault !== 'no-usage' && fault !== 'no-done';
    const { signal } = call;
    const pieces = (text: string) =>
      fault === 'slow'
        ? slow(text, { clock, everyMs: slowMs, signal })
        : paced(text, { clock, tokensPerSecond, signal });
    const events = toEvents(toChunks(reply, { includesUsage, pieces }), fault !== 'no-done');
    const body = fault === undefined ? encoded(events) : brokenStream(fault, events);
    return { status: 200, headers: { ...HEADERS, 'content-type': 'text/event-stream' }, body };
  }

  async function embeddings(call: UpstreamCall): Promise<UpstreamAnswer> {
    const request = embeddingsRequestSchema.parse(call.body);
    const failure = await provoked(request.model, call);
    if (failure !== undefined) return failure;
    const pieces = embed(request, call.signal);
    // The first piece comes after all checks: what they find is an answer of its own.
    const first = await pieces.next();
    const body = encoded(chain(first.done === true ? '' : first.value, pieces));
    return { status: 200, headers: { ...HEADERS, 'content-type': 'application/json' }, body };
  }

  async function look(call: UpstreamCall): Promise<UpstreamAnswer> {
    const request = visionRequestSchema.parse(call.body);
    const failure = await provoked(request.model ?? '', call);
    return failure ?? jsonAnswer(await lookAt(request, { vision, pictures }, call.signal));
  }

  /** What a magic model does before its answer, where that comes whole. */
  async function provoked(model: string, { signal }: UpstreamCall): Promise<UpstreamAnswer | undefined> {
    const fault = faultOf(model);
    const failure = fault === undefined ? undefined : statusFault(fault);
    if (failure !== undefined) return errorAnswer(failure.error, failure.headers);
    if (fault === 'hang') await clock.sleep(HANG_MS, signal);
    return undefined;
  }

  return {
    kind: 'sandbox',
    name: 'sandbox',
    async send(call) {
      try {
        if (call.endpoint === 'models.list') return jsonAnswer({ object: 'list', data: MODELS });
        if (call.endpoint === 'models.get') return modelAnswer(call.modelId);
        if (call.endpoint === 'chat.completions') return await chat(call);
        if (call.endpoint === 'embeddings') return await embeddings(call);
        if (call.endpoint === 'vision.analyze') return await look(call);
        throw new ApiError('sandbox_unsupported', UNSUPPORTED[call.endpoint]);
      } catch (thrown) {
        const error = toApiError(thrown);
        // What breaks the connection is thrown; what a server would say is said.
        if (error.code.startsWith('upstream_') || error.code === 'internal_error' || call.signal.aborted) throw thrown;
        return errorAnswer(error);
      }
    },
  };
}

const CONNECT = 'RUIJING_UPSTREAMS or RUIJING_BASE_URL connects a server that does.';

/** What the sandbox cannot do, it says. */
const UNSUPPORTED = {
  'audio.transcriptions': `The sandbox does not transcribe speech. ${CONNECT}`,
  'audio.speech': `The sandbox does not speak. ${CONNECT}`,
} as const;

/** Longer than any timer; the call's own end comes first. */
const HANG_MS = 2_147_483_647;

function modelAnswer(id: string): UpstreamAnswer {
  const model = findModel(id);
  if (model === undefined) throw new ApiError('model_not_found', `There is no model '${id}'.`, { param: 'model' });
  return jsonAnswer(model);
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(encoder.encode(text));
}

function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}): UpstreamAnswer {
  return {
    status,
    headers: { ...HEADERS, ...headers, 'content-type': 'application/json' },
    body: bytes(JSON.stringify(value)),
  };
}

const errorAnswer = (error: ApiError, headers: Record<string, string> = retryHeaders(error)): UpstreamAnswer =>
  jsonAnswer(error.toBody(), error.status, headers);

function wholeAnswer(reply: Reply, fault: Fault | undefined): UpstreamAnswer {
  if (fault === 'reset-midstream')
    throw new ApiError('upstream_reset', 'Simulated: the upstream broke the connection.');
  const { usage, ...rest } = toCompletion(reply);
  const value = fault === 'no-usage' || fault === 'no-done' ? rest : { ...rest, usage };
  if (fault === undefined) return jsonAnswer(value);
  return { ...jsonAnswer(value), body: brokenJson(fault, JSON.stringify(value)) };
}

async function* toEvents(chunks: AsyncIterable<Record<string, unknown>>, withDone: boolean): AsyncGenerator<string> {
  for await (const chunk of chunks) yield `data: ${JSON.stringify(chunk)}\n\n`;
  if (withDone) yield 'data: [DONE]\n\n';
}

async function* chain(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* encoded(events: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const event of events) yield encoder.encode(event);
}
