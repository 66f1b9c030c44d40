import { ownTask } from '#lib/client/own-task.ts';
import { Thread } from './thread.tsx';

/** The thread, when what its first figures need is ready: a browser takes longer than a frame for the first number. */
export async function loadThread(): Promise<typeof Thread> {
  new Intl.NumberFormat(document.documentElement.lang).format(0);
  return await ownTask(Promise.resolve(Thread));
}
