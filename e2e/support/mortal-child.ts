import type { Worker } from 'node:worker_threads';

// The child for pictures, whose engines end when it is told so by a signal.

const threads = new Set<Worker>();
process.on('worker', (thread) => threads.add(thread));
process.on('SIGUSR2', () => {
  for (const thread of threads) void thread.terminate();
  threads.clear();
});

await import('#lib/server/upstream/sandbox/vision/vision-child.ts');
