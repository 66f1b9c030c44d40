/** Loaders whose modules are on their way or there. */
const begun = new WeakSet<() => Promise<object>>();

/** The next task: in between a frame is painted and a key is heard. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * A module that is asked for, evaluated and first used in a task each: on a slow machine all of it takes longer than a key
 * may wait. From then on it is there at once: what is left to send when a page goes has no further task.
 *
 * @param load always the same function for the same module
 */
export async function ownTask<Module extends object>(load: () => Promise<Module>): Promise<Module> {
  if (begun.has(load)) return await load();
  begun.add(load);
  await nextTask();
  const loaded: Module = await load();
  await nextTask();
  return loaded;
}
