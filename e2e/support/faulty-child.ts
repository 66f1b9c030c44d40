import * as z from 'zod/mini';
import { serveParent } from '#lib/server/child-side.ts';

// A child that does what it is told, faults above all: named in the question, or in the picture behind an `!` for one of
// the sandbox's questions, as in `!decode:hang`.

const headSchema = z.looseObject({
  do: z.optional(z.string()),
  ask: z.optional(z.string()),
  ms: z.optional(z.number()),
});

const MIB = 1024 * 1024;
const held: Buffer[] = [];
const never = () => new Promise<never>(() => setInterval(() => undefined, 1_000));

const FAULTS: Readonly<Record<string, () => unknown>> = {
  hang: never,
  spin: () => {
    for (;;);
  },
  // In pieces, as decoders do.
  balloon: async () => {
    for (;;) {
      held.push(Buffer.alloc(8 * MIB, 1));
      await new Promise(setImmediate);
    }
  },
  die: () => process.kill(process.pid, 'SIGKILL'),
  crash: () => process.abort(),
  throw: () => {
    throw new Error('thrown on purpose');
  },
  garble: async () => {
    // Behind the back of what `console` prints.
    (await import('node:fs')).writeSync(1, Buffer.alloc(64, 0xff));
    await never();
  },
  print: () => console.log('words of a library'),
};

let wish: readonly string[] = [];

serveParent(async ({ head, bytes }) => {
  const { do: told, ask, ms = 0 } = headSchema.parse(head);
  if (ask === 'decode')
    wish = /!([\w:]+)$/.exec(Buffer.from(bytes.subarray(-64)).toString('latin1'))?.[1]?.split(':') ?? [];
  await new Promise((resolve) => setTimeout(resolve, ms));
  const [when, fault = ''] = ask === undefined ? [undefined, told] : wish;
  if (when === ask) await FAULTS[fault]?.();
  if (ask === 'prepare') return { head: { prepared: true } };
  if (ask === 'decode') return { head: { width: 4, height: 3 } };
  if (ask === 'analyse') return { head: { colors: [] } };
  return { head: { told, pid: process.pid, environment: { ...process.env }, bytes: bytes.byteLength }, bytes };
});
