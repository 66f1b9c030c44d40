import { ownTask } from './own-task.ts';

const loadParser = () => import('#lib/contract/text.ts');

/**
 * As {@link ownTask}, for a module that parses: the parser takes as long to evaluate as all else of it, and is evaluated
 * first, in a task of its own.
 */
export async function ownTasks<Module extends object>(load: () => Promise<Module>): Promise<Module> {
  await ownTask(loadParser);
  return await ownTask(load);
}
