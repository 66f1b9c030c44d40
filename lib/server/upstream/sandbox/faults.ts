import { ApiError, type ErrorCode } from '#lib/contract/errors.ts';
import type { Fault } from '#lib/domain/sandbox/faults.ts';
import type { UpstreamAnswer } from '#lib/server/upstream/port.ts';

/** Events that a stream sends before it breaks; a shorter answer breaks before it is finished. */
const EVENTS_BEFORE_BREAK = 12;
/** Only the event that ends an answer holds this: inside a text the quotation marks are escaped. */
const FINISHED = /"finish_reason":"/;

const STATUS_FAULTS: Readonly<Partial<Record<Fault, { code: ErrorCode; message: string }>>> = {
  '401': { code: 'invalid_api_key', message: 'Simulated: the API key is not valid.' },
  '403': { code: 'model_not_allowed', message: 'Simulated: this key may not use this model.' },
  '404': { code: 'model_not_found', message: 'Simulated: there is no such model.' },
  '429': { code: 'rate_limit_exceeded', message: 'Simulated: too many requests. Try again in 2 seconds.' },
  '500': { code: 'internal_error', message: 'Simulated: the server failed.' },
  '503': { code: 'overloaded', message: 'Simulated: the service is overloaded.' },
};

const RETRY_AFTER_SECONDS = 2;

/** Every limit header of the specification, as the professional plan with its minute used up would have them. */
function limitHeaders(): Record<string, string> {
  const resetAtSeconds = Math.ceil(Date.now() / 1000) + RETRY_AFTER_SECONDS;
  return {
    'retry-after': String(RETRY_AFTER_SECONDS),
    'retry-after-ms': String(RETRY_AFTER_SECONDS * 1000),
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(resetAtSeconds),
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': `${RETRY_AFTER_SECONDS}s`,
    'x-ratelimit-limit-tokens': '1000000',
    'x-ratelimit-remaining-tokens': '999000',
    'x-ratelimit-reset-tokens': '24h0m0s',
    'ratelimit-policy': '"rpm";q=60;w=60, "tpd";q=1000000;w=86400',
    ratelimit: `"rpm";r=0;t=${RETRY_AFTER_SECONDS}, "tpd";r=999000;t=86400`,
  };
}

/** The answer of a model that only fails; undefined for one that fails otherwise. */
export function statusFault(fault: Fault): { error: ApiError; headers: Record<string, string> } | undefined {
  const row = STATUS_FAULTS[fault];
  if (row === undefined) return undefined;
  return { error: new ApiError(row.code, row.message), headers: fault === '429' ? limitHeaders() : {} };
}

const encoder = new TextEncoder();
const line = (text: string) => encoder.encode(text);

/** A stream's bytes with the fault in them. @param events whole events, `[DONE]` last */
export async function* brokenStream(
  fault: Fault,
  events: AsyncIterable<string>,
): UpstreamAnswer['body'] & AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const event of events) {
    if (sent === EVENTS_BEFORE_BREAK || FINISHED.test(event)) {
      if (fault === 'reset-midstream')
        throw new ApiError('upstream_reset', 'Simulated: the upstream broke the connection.');
      if (fault === 'truncated') {
        yield line(event.slice(0, event.length / 2));
        return;
      }
      if (fault === 'huge') {
        yield line('data: ');
        yield* filler();
        return;
      }
    }
    if (fault === 'malformed' && sent % EVENTS_BETWEEN_BROKEN === 4)
      yield line(BROKEN_EVENTS[Math.floor(sent / EVENTS_BETWEEN_BROKEN)] ?? '');
    yield line(fault === 'malformed' ? oddButValid(event, sent) : event);
    sent++;
  }
}

const EVENTS_BETWEEN_BROKEN = 6;

/** What a client must skip; each once, since too many would end the stream. */
const BROKEN_EVENTS = [
  'data: {"choices":[{"delta":\n\n',
  ': a comment\n\n',
  'event: noise\ndata: {}\n\n',
  'data: not JSON\n\n',
  'unknown: field\n\n',
];

/** The same event in the odd shapes that the specification allows. */
function oddButValid(event: string, index: number): string {
  switch (index % 4) {
    case 1:
      return event.replace('data: ', 'data:');
    case 2:
      return event.replaceAll('\n', '\r\n');
    case 3:
      return event.replaceAll('\n', '\r');
    default:
      return event.replace('{"id"', '{\ndata: "id"');
  }
}

const FILLER = encoder.encode('x'.repeat(64 * 1024));
const FILLER_BLOCKS = 256;

/** More than any cap, made a block at a time. */
async function* filler(): AsyncGenerator<Uint8Array> {
  for (let block = 0; block < FILLER_BLOCKS; block++) yield await Promise.resolve(FILLER);
}

/** A whole answer's bytes with the nearest fault to the stream's. */
export async function* brokenJson(fault: Fault, json: string): AsyncGenerator<Uint8Array> {
  if (fault === 'huge') {
    yield line('{"choices":[],"x":"');
    yield* filler();
  } else if (fault === 'truncated') yield line(json.slice(0, json.length / 2));
  else if (fault === 'malformed') yield line(json.replace('"choices":', '"choices"'));
  else yield line(json);
}
