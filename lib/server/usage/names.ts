import type { Grouping } from '#lib/contract/usage-report.ts';
import type { Storage } from '#lib/server/storage/storage.ts';

/** What keys and people are called, by their ids; those that are gone are not among them. */
export type Names = Readonly<Partial<Record<Grouping, ReadonlyMap<string, string>>>>;

export async function namesOf({ keys, people }: Pick<Storage, 'keys' | 'people'>): Promise<Names> {
  const [allKeys, everybody] = await Promise.all([keys.list(), people.list()]);
  const names = (all: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(all.map(({ id, name }) => [id, name]));
  return { key: names(allKeys), person: names(everybody) };
}
