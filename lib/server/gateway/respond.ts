import { STREAM_DONE } from '#lib/contract/chat.ts';
import type { Endpoint } from '#lib/contract/endpoints.ts';
import { ApiError, ERROR_CODES, toApiError } from '#lib/contract/errors.ts';
import type { Limits } from '#lib/server/config.ts';
import type { Upstream, UpstreamAnswer } from '#lib/server/upstream/port.ts';
import type { Redact } from '#lib/server/upstream/redact.ts';
import { readWireFailure, toLateError } from '#lib/server/upstream/wire-failure.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseMediaType } from '#lib/std/media-type.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { answerStream, type Chunks } from './answer-stream.ts';
import type { Call, WatchedBody } from './call.ts';
import { chatUse, consumptionOf } from './consumption.ts';
import type { GatewayAnswer } from './exchange.ts';
import type { Job } from './intake.ts';
import type { Ending, MeteredCall } from './metering.ts';
import { PassingAnswer } from './passing-answer.ts';
import { relay, toEvent } from './relay.ts';
import type { Relayed } from './stream-state.ts';
import { readAhead, toChunks, withUsage } from './whole-answer.ts';

/** All that belongs to one call on its way back. */
export interface Answering {
  readonly call: Call;
  readonly metered: MeteredCall;
  readonly job: Job;
  readonly upstream: Upstream;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** Ends the metered call, and lets go of this one. */
  readonly end: (ending: Ending) => void;
}

/** What an upstream answered, as the caller gets it. @throws ApiError when nothing was passed on yet */
export async function respond(answer: UpstreamAnswer, answering: Answering): Promise<GatewayAnswer> {
  const { job, call, limits } = answering;
  const body = call.watch(answer.body, limits.streamIdleMs);
  const { type, charset } = parseMediaType(answer.headers['content-type']);
  if (answer.status !== 200) return await errorOf(answer, body, answering);
  if (job.streams && type === 'text/event-stream') return eventAnswer(body, answering);
  if (type === 'application/json') return await jsonAnswer(body, answering);
  const typed = { ...answering, contentType: charset === undefined ? type : `${type}; charset=${charset}` };
  if (isText(type) && job.endpointId === 'audio.transcriptions') return await textAnswer(body, typed);
  if (isBinary(type) && job.endpointId === 'audio.speech') return bytesAnswer(body, typed);
  throw new ApiError(
    'upstream_invalid',
    `The upstream answered with ${type || 'no content type'}, which is no answer to this.`,
  );
}

/** Subtitles come as text of several kinds; a page would be run by a browser. */
const isText = (type: string) => (type.startsWith('text/') && type !== 'text/html') || type === 'application/x-subrip';
const isBinary = (type: string) => type.startsWith('audio/') || type === 'application/octet-stream';

/** A status other than 200 comes from the sandbox alone: a remote upstream's is thrown. */
async function errorOf(
  { status }: UpstreamAnswer,
  body: WatchedBody,
  { job, metered, headers, end }: Answering,
): Promise<GatewayAnswer> {
  const { whole = '' } = await readAhead(body, wholly(job.endpoint));
  const said = readWireFailure(parseJson(whole), (words) => words);
  const code = ERROR_CODES.find((known) => known === said?.code) ?? 'upstream_error';
  end({ error: new ApiError(code, said?.message ?? ''), answerBytes: Buffer.byteLength(whole) });
  const all = { ...metered.limitHeaders(), ...headers, 'content-type': 'application/json' };
  return { status, headers: all, body: whole };
}

async function jsonAnswer(body: WatchedBody, answering: Answering): Promise<GatewayAnswer> {
  const { job, upstream } = answering;
  const ahead = await readAhead(body, job.endpoint);
  if (ahead.whole === undefined) {
    return bytesAnswer(ahead.chunks, { ...answering, contentType: 'application/json' });
  }
  const text = ahead.whole;
  const json = parseJson(text);
  if (!isRecord(json)) throw new ApiError('upstream_invalid', 'The upstream’s answer is no JSON object.');
  const failure = readWireFailure(json, redactOf(upstream));
  if (failure !== undefined) throw toLateError(failure);
  const mended = mend(json, answering);
  if (job.streams) {
    const chunks = toChunks(mended, job.wantsUsage);
    const used = await consumptionOf(job, { json, text });
    return streamed(toEvents(chunks), { ...answering, endingOf: () => ({ used }) });
  }
  // As the upstream wrote it, to the digit, unless something had to be mended.
  return await wholeAnswer(mended === json ? text : JSON.stringify(mended), { ...answering, json });
}

/** What this gateway adds to a good answer, or takes from it. */
function mend(json: Record<string, unknown>, { job, metered }: Answering): Record<string, unknown> {
  if (job.endpointId === 'chat.completions') return withUsage(json, job.countPrompt);
  const models = metered.caller?.rights.models ?? null;
  if (job.endpointId === 'models.list' && models !== null && Array.isArray(json.data)) {
    return { ...json, data: json.data.filter((model) => isRecord(model) && models.includes(String(model.id))) };
  }
  return json;
}

interface Whole extends Answering {
  readonly json?: Record<string, unknown>;
  readonly contentType?: string;
}

/** An answer that is there: its head tells the limits as they stand after it. */
async function wholeAnswer(text: string, answering: Whole): Promise<GatewayAnswer> {
  const { job, metered, headers, end, json, contentType = 'application/json' } = answering;
  const used = await consumptionOf(job, { json, text });
  metered.firstByte();
  end({ used, answerBytes: Buffer.byteLength(text) });
  const all = Object.assign(metered.limitHeaders(), headers);
  all['content-type'] = contentType;
  return { status: 200, headers: all, body: text };
}

async function textAnswer(body: WatchedBody, answering: Whole): Promise<GatewayAnswer> {
  const { whole = '' } = await readAhead(body, wholly(answering.job.endpoint));
  return await wholeAnswer(whole, answering);
}

/** Bytes passed on as they come; what they used is told by the end of them, or counted. */
function bytesAnswer(chunks: AsyncIterable<Uint8Array>, answering: Whole): GatewayAnswer {
  const { job, call, metered, limits, headers, end, contentType = 'application/octet-stream' } = answering;
  const passing = new PassingAnswer();
  const stream = answerStream(passing.pass(chunks, job.endpoint.answerCapBytes), call, {
    clientStallMs: limits.clientStallMs,
    onFirst: () => metered.firstByte(),
    onEnd: (error) => {
      const answerBytes = passing.bytes;
      // Of these endpoints none waits for anything to tell its use.
      Promise.resolve(consumptionOf(job, { json: { usage: passing.usage() }, text: '' })).then(
        (used) => end({ error, used, answerBytes }),
        (cause: unknown) => end({ error: error ?? toApiError(cause), answerBytes }),
      );
    },
  });
  return { status: 200, headers: { ...headers, ...metered.limitHeaders(), 'content-type': contentType }, body: stream };
}

function eventAnswer(body: AsyncIterable<Uint8Array, undefined>, answering: Answering): GatewayAnswer {
  const { job, limits, upstream } = answering;
  const relayed: Relayed = { usage: undefined, completionTokens: 0, malformedEvents: 0, whole: false };
  const events = relay(body, relayed, {
    ...job,
    maxEventBytes: limits.eventBytes,
    idleMs: limits.streamIdleMs,
    redact: redactOf(upstream),
  });
  return streamed(events, {
    ...answering,
    endingOf: (error) => ({
      // Who leaves with the last word in hand has had the whole answer (T-Q-03).
      error: relayed.whole && error?.code === 'client_closed_request' ? undefined : error,
      used: chatUse(relayed.usage, job.countPrompt, () => relayed.completionTokens),
      malformedEvents: relayed.malformedEvents,
    }),
  });
}

interface Streamed extends Answering {
  readonly endingOf: (error: ApiError | undefined) => Ending;
}

function streamed(events: Chunks, answering: Streamed): GatewayAnswer {
  const { call, metered, limits, headers, end, endingOf } = answering;
  let answerBytes = 0;
  const stream = answerStream(events, call, {
    clientStallMs: limits.clientStallMs,
    silence: { ms: limits.heartbeatMs, filler: PING },
    lastWords: (error) => toEvent(JSON.stringify(error.toBody())),
    onFirst: () => metered.firstByte(),
    onBytes: (bytes) => {
      answerBytes += bytes;
    },
    onEnd: (error) => end({ answerBytes, error, ...endingOf(error) }),
  });
  return {
    status: 200,
    headers: {
      ...headers,
      ...metered.limitHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      // `no-transform` keeps every compressor on the way from holding events back (N01).
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
    body: stream,
  };
}

const PING = new TextEncoder().encode(': ping\n\n');

function* toEvents(chunks: readonly string[]): Generator<Uint8Array> {
  for (const chunk of chunks) yield toEvent(chunk);
  yield toEvent(STREAM_DONE);
}

/** For what is small by nature: errors and texts. */
const wholly = ({ answerCapBytes }: Endpoint) => ({ answerCapBytes, keptAnswerBytes: answerCapBytes });

const redactOf = (upstream: Upstream): Redact => upstream.redact ?? ((text) => text);
