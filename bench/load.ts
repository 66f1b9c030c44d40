import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';

/** Load on whatever speaks the chat API, each in a process of its own: the harness's loop takes no part in it. */

const targetFields = {
  /** Without a slash at the end. */
  origin: z.string(),
  headers: z.record(z.string(), z.string()),
};

const fullLoadSchema = z.object({
  ...targetFields,
  kind: z.literal('full'),
  /** Asks for server-sent events. */
  stream: z.boolean(),
  connections: z.int(),
  seconds: z.number(),
});

const pacedLoadSchema = z.object({
  ...targetFields,
  kind: z.literal('paced'),
  /** How many at once. */
  streams: z.int(),
  /** Events of each stream, one every 20 ms. */
  events: z.int(),
  seconds: z.number(),
});

export const loadSchema = z.discriminatedUnion('kind', [fullLoadSchema, pacedLoadSchema]);
export type FullLoad = z.infer<typeof fullLoadSchema>;
export type PacedLoad = z.infer<typeof pacedLoadSchema>;

const fullResultSchema = z.object({
  callsPerSecond: z.number(),
  /** Of answers with status 2xx. */
  latencyMsP50: z.number(),
  latencyMsP99: z.number(),
  succeeded: z.int(),
  /** Other statuses and broken connections. */
  failed: z.int(),
});
export type FullResult = z.infer<typeof fullResultSchema>;

const pacedResultSchema = z.object({
  /** From sending the request to the first word. */
  firstTokenMs: z.array(z.number()),
  /** From one word to the next. */
  gapMs: z.array(z.number()),
  /** From the upstream's sending a word to its arrival. */
  delayMs: z.array(z.number()),
  /** Streams with every word and `[DONE]`. */
  complete: z.int(),
  broken: z.int(),
});
export type PacedResult = z.infer<typeof pacedResultSchema>;

/** As many calls as the connections can carry, each with one short message. @throws when the load cannot be made */
export async function fullLoad(load: Omit<FullLoad, 'kind'>): Promise<FullResult> {
  return fullResultSchema.parse(await inChild({ ...load, kind: 'full' }));
}

/** Streams that come word by word, one after another on each of so many places. @throws when the load cannot be made */
export async function pacedLoad(load: Omit<PacedLoad, 'kind'>): Promise<PacedResult> {
  return pacedResultSchema.parse(await inChild({ ...load, kind: 'paced' }));
}

async function inChild(load: z.infer<typeof loadSchema>): Promise<unknown> {
  const file = join(import.meta.dirname, 'load-child.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return await json(child.stdout);
}

/** A chat request of one short message. */
export const chatBody = (content: string, stream: boolean): string =>
  JSON.stringify({
    model: MODEL,
    messages: [{ role: 'user', content }],
    ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
  });

/** The one that is asked for. */
export const MODEL = 'ruijing-gpt-2.0';

export const CHAT_PATH = '/v1/chat/completions';
