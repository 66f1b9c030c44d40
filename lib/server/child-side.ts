import { Worker } from 'node:worker_threads';
import { type Frame, FrameReader, frameParts } from './child-frames.ts';

/** The child's half of child.ts. */

export interface Answer {
  readonly head: unknown;
  readonly bytes?: Uint8Array;
}

/**
 * Answers the parent's questions, one after the other, until it lets go of its end of the pipe or is no more.
 *
 * @param answer what it throws ends the process, as a crash would
 */
export function serveParent(answer: (question: Frame) => Promise<Answer>): void {
  // What libraries print must not come between the frames.
  const toParent = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  guard();
  const reader = new FrameReader();
  let last: Promise<unknown> = Promise.resolve();
  process.stdin.on('data', (piece: Uint8Array) => {
    for (const question of reader.push(piece)) {
      last = last.then(async () => {
        const { head, bytes } = await answer(question);
        for (const part of frameParts(head, bytes)) toParent(part);
      });
    }
  });
  process.stdin.on('end', () => process.exit());
  process.stdout.on('error', () => process.exit());
}

/** A thread of its own: whatever the others are amid, this one goes on. */
function guard(): void {
  // Asked here: by the time that the thread runs, an orphan may have another parent.
  const argv = [process.ppid, process.argv[2] ?? '0'];
  const thread = new Worker(new URL('./child-guard.ts', import.meta.url), { argv });
  thread.unref();
}
