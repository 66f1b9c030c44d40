import type { Person } from '#lib/contract/people.ts';

interface ListWish {
  /** Who looks. */
  readonly selfId: string;
  /** Whose order of letters it is. */
  readonly locale: string;
  /** Part of a name or an address; empty: everybody. */
  readonly search: string;
}

type Listed = Pick<Person, 'id' | 'name' | 'email' | 'disabled'>;

/** People as a list shows them: oneself, then the others by name, then those whose account is disabled. */
export function listed<P extends Listed>(people: readonly P[], { selfId, locale, search }: ListWish): P[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const wanted = search.trim().toLowerCase();
  const rank = ({ id, disabled }: P) => (id === selfId ? 0 : disabled ? 2 : 1);
  return people
    .filter(({ name, email }) => [name, email].some((text) => text.toLowerCase().includes(wanted)))
    .toSorted((one, other) => rank(one) - rank(other) || compare(one.name, other.name));
}
