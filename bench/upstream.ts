import { createServer, type ServerResponse } from 'node:http';
import { announce } from './announce.ts';

/**
 * A bare upstream for measuring, which costs as little as one can: JSON at once; `"stream":true` 200 events at once; a
 * message that holds `PACED` or `PACED:<count>` one event every 20 ms, each telling when it was sent.
 */

const EVENTS = 200;
const PACE_MS = 20;
const CREATED_S = 1_677_652_288;

const completion = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-123',
    object: 'chat.completion',
    created: CREATED_S,
    model: 'ruijing-gpt-2.0',
    choices: [{ index: 0, message: { role: 'assistant', content: 'hello '.repeat(50) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
  }),
);

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: CREATED_S, model: 'ruijing-gpt-2.0' };
const toEvent = (fields: object) => `data: ${JSON.stringify({ ...envelope, ...fields })}\n\n`;
const toWord = (content: string) => toEvent({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

const LAST = [
  toEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  toEvent({ choices: [], usage: { prompt_tokens: 9, completion_tokens: EVENTS, total_tokens: 9 + EVENTS } }),
  'data: [DONE]\n\n',
].join('');

const word = toWord('tok ');

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    if (!/"stream":\s*true/.test(body)) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': completion.byteLength });
      response.end(completion);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const paced = /PACED(?::(\d+))?/.exec(body);
    if (paced !== null) return pace(response, Number(paced[1] ?? EVENTS));
    for (let sent = 0; sent < EVENTS; sent++) response.write(word);
    response.end(LAST);
  });
});

/** The first at once, so that the time to it is the way's alone. */
function pace(response: ServerResponse, count: number): void {
  let sent = 0;
  const send = () => {
    if (sent++ < count) response.write(toWord(`@${process.hrtime.bigint()} `));
    else {
      clearInterval(timer);
      response.end(LAST);
    }
  };
  const timer = setInterval(send, PACE_MS);
  send();
  response.on('close', () => clearInterval(timer));
}

announce(server);
