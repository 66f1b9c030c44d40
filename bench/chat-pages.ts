import { readFileSync } from 'node:fs';
import { request as call, createServer } from 'node:http';
import { extname, join } from 'node:path';
import { announce } from './announce.ts';

/**
 * The pages that the console is compared with: `/bare`, the limit, appends plain text once a frame; every other path is
 * the page of `chat-peers/`, built into `PEERS`; without it there is none. Their calls go on to `UPSTREAM`.
 */

const BARE = `<!doctype html><meta charset="utf-8"><title>bare</title>
<style>body{font:16px/1.5 sans-serif;max-width:720px;margin:auto}</style>
<div id="answer" style="white-space:pre-wrap;height:600px;overflow:auto"></div><textarea id="question"></textarea>
<script type="module">
const answer = document.querySelector('#answer');
let arrived = '', paragraph;
const paint = () => {
  if (arrived !== '') {
    for (const [index, text] of arrived.split('\\n\\n').entries()) {
      if (index > 0 || !paragraph) answer.append(paragraph = document.createElement('p'));
      paragraph.append(text);
    }
    arrived = '';
    answer.scrollTop = 1e9;
  }
  requestAnimationFrame(paint);
};
requestAnimationFrame(paint);
document.querySelector('#question').onkeydown = async (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: event.target.value }] });
  const response = await fetch('/v1/chat/completions', { method: 'POST', body });
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split('\\n\\n');
    rest = events.pop();
    for (const data of events.map((one) => one.slice('data: '.length)))
      if (data !== '[DONE]') arrived += JSON.parse(data).choices[0]?.delta?.content ?? '';
  }
};
</script>`;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

const peers = process.env.PEERS;
const upstream = process.env.UPSTREAM ?? '';

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    const onward = call(upstream + pathname, { method: 'POST' }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/event-stream' });
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
    return;
  }
  const type = TYPES[extname(pathname)];
  const isBare = pathname === '/bare';
  response.writeHead(isBare || peers !== undefined ? 200 : 404, { 'content-type': type ?? 'text/html' });
  if (isBare) response.end(BARE);
  else response.end(peers && readFileSync(join(peers, type === undefined ? 'index.html' : pathname)));
});

announce(server);
