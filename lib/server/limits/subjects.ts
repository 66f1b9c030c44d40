import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { type Watched, watchedOf } from '#lib/domain/limits/watched.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { mayTouch } from '#lib/domain/people/may.ts';
import { type Access, barOf } from '#lib/server/access.ts';
import type { Storage } from '#lib/server/storage/storage.ts';

/** Whom limits hold now, and what they are called. */
export interface Subjects {
  readonly watched: readonly Watched[];
  readonly names: Readonly<Record<'key' | 'person' | 'plan', ReadonlyMap<string, string>>>;
  readonly ownerOf: ReadonlyMap<string, string>;
  /** The plans that an owner's calls count against. */
  readonly plansOf: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface SubjectsDeps {
  readonly storage: Pick<Storage, 'keys' | 'people' | 'plans'>;
  readonly access: Pick<Access, 'isTeam' | 'localPlanId'>;
  readonly calendar: Calendar;
}

/** @param nowMs Unix milliseconds */
export async function readSubjects({ storage, access, calendar }: SubjectsDeps, nowMs: number): Promise<Subjects> {
  const [allKeys, everybody, plans, inTeam] = await Promise.all([
    storage.keys.list(),
    storage.people.list(),
    storage.plans.list(),
    access.isTeam(),
  ]);
  const people = inTeam
    ? everybody.filter((person) => barOf(person) === null)
    : [{ id: LOCAL_OWNER, plan: await access.localPlanId() }];
  const callers = new Set(people.map(({ id }) => id));
  const keys = allKeys.filter(
    ({ owner, revokedAtMs, expiresAtMs }) =>
      revokedAtMs === null &&
      (expiresAtMs === null || expiresAtMs > nowMs) &&
      // An owner may also be a name that nobody signs in with; whoever is known and barred calls nothing.
      (callers.has(owner) || !everybody.some(({ id }) => id === owner)),
  );
  const plansOf = new Map<string, Set<string>>();
  for (const { owner, plan } of [...keys, ...people.map((person) => ({ owner: person.id, plan: person.plan }))]) {
    plansOf.set(owner, (plansOf.get(owner) ?? new Set()).add(plan));
  }
  const namesOf = (all: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(all.map(({ id, name }) => [id, name]));
  return {
    watched: watchedOf({ plans, keys, people }, calendar, nowMs),
    names: { key: namesOf(allKeys), person: namesOf(everybody), plan: namesOf(plans) },
    ownerOf: new Map(allKeys.map(({ id, owner }) => [id, owner])),
    plansOf,
  };
}

/** Whether somebody may be told of a limit: developers of those that hold their own calls. */
export function maySeeLimit(
  { owner, plan }: Pick<Watched, 'owner' | 'plan'>,
  principal: Principal,
  plansOf: Subjects['plansOf'],
): boolean {
  if (principal.role !== 'developer') return true;
  return owner === null ? (plansOf.get(principal.id)?.has(plan) ?? false) : mayTouch(principal, owner);
}
