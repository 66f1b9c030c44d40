/**
 * A module whose first use is a task of its own, after the one that evaluates it: on a slow machine a frame is painted
 * and a key is heard between the two.
 */
export async function ownTask<Module>(loading: Promise<Module>): Promise<Module> {
  const loaded: Module = await loading;
  await new Promise<void>((resolve) => setTimeout(resolve));
  return loaded;
}
