import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { announce } from './announce.ts';

/** The limit on this runtime: a proxy that does nothing but forward. `UPSTREAM` is the origin it forwards to. */

const upstream = process.env.UPSTREAM ?? '';
const dispatcher = new Agent({ connections: 256, pipelining: 1 });

const server = createServer(async (incoming, response) => {
  try {
    const parts: Uint8Array[] = [];
    for await (const part of incoming) parts.push(part);
    const answer = await request(upstream + incoming.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
      body: Buffer.concat(parts),
      dispatcher,
    });
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    answer.body.on('error', () => response.destroy()).pipe(response);
  } catch {
    response.destroy();
  }
});

announce(server);
