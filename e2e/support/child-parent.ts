import { Child } from '#lib/server/child.ts';

// A process with a child, which it tells the number of and then asks what it is told to.

const [, , wish] = process.argv;
const child = new Child({ script: ['e2e', 'support', 'faulty-child.ts'], memoryBytes: 1024 ** 3 }, () => undefined);
const patience = { signal: new AbortController().signal, maxMs: 600_000 };
await child.ask({ head: {} }, patience);
if (wish !== undefined) void child.ask({ head: { do: wish } }, patience).catch(() => undefined);
setInterval(() => undefined, 1_000);
process.stdout.write(`${child.pid}\n`);
