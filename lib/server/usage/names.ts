import type { Grouping } from '#lib/contract/usage-report.ts';
import type { Storage } from '#lib/server/storage/storage.ts';

/** What keys, or people, are called, by their ids; those that are gone are not among them. */
export async function namesOf(
  by: Grouping,
  { keys, people }: Pick<Storage, 'keys' | 'people'>,
): Promise<ReadonlyMap<string, string>> {
  if (by !== 'key' && by !== 'person') return new Map();
  const known = by === 'key' ? await keys.list() : await people.list();
  return new Map(known.map(({ id, name }) => [id, name]));
}
