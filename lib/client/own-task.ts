/** Modules that have been used: nothing is left to evaluate. */
const used = new WeakSet<object>();

/**
 * A module whose first use is a task of its own, after the one that evaluates it: on a slow machine a frame is painted
 * and a key is heard between the two. From then on it is there at once: what is left to send when a page goes has no
 * further task.
 */
export async function ownTask<Module extends object>(loading: Promise<Module>): Promise<Module> {
  const loaded: Module = await loading;
  if (!used.has(loaded)) await new Promise<void>((resolve) => setTimeout(resolve));
  used.add(loaded);
  return loaded;
}
