import { createServer, type ServerResponse } from 'node:http';
import { announce } from './announce.ts';
import { markdownAnswer } from './chat-answer.ts';
import { MODEL } from './load.ts';

/**
 * An upstream that writes long Markdown answers. The question says how: `WRITE:<characters>:<characters an event>:<ms
 * between events>`; with 0 ms everything comes at once.
 */

const CREATED_S = 1_677_652_288;
const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: CREATED_S, model: MODEL };
const toEvent = (fields: object): string => `data: ${JSON.stringify({ ...envelope, ...fields })}\n\n`;
const toWords = (content: string): string =>
  toEvent({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

const LAST = [
  toEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  toEvent({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } }),
  'data: [DONE]\n\n',
].join('');

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model' }] }));
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    const asked = [...body.matchAll(/WRITE:(\d+):(\d+):(\d+)/g)].at(-1);
    const [characters = 100, size = 24, paceMs = 0] = (asked?.slice(1) ?? []).map(Number);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    write(response, { text: markdownAnswer(characters), size, paceMs });
  });
});

interface Writing {
  readonly text: string;
  /** Characters an event. */
  readonly size: number;
  readonly paceMs: number;
}

function write(response: ServerResponse, { text, size, paceMs }: Writing): void {
  let at = 0;
  const next = (): string => {
    const words = toWords(text.slice(at, at + size));
    at += size;
    return words;
  };
  if (paceMs === 0) {
    while (at < text.length) response.write(next());
    response.end(LAST);
    return;
  }
  const timer = setInterval(() => {
    if (at < text.length) response.write(next());
    else {
      clearInterval(timer);
      response.end(LAST);
    }
  }, paceMs);
  response.on('close', () => clearInterval(timer));
}

announce(server);
