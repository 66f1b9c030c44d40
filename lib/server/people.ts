import { randomBytes } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Person, PersonPatch, Setup } from '#lib/contract/people.ts';
import { changesOf, entriesAbout, type NewAuditEntry } from '#lib/domain/audit/entry.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import type { Access } from './access.ts';
import type { Sessions } from './auth/sessions.ts';
import { onPlan } from './plan-check.ts';
import type { ListedPerson, PeopleStore, StoredPerson } from './storage/people.ts';
import type { Storage } from './storage/storage.ts';

/** What an admin does with people; each change counts from their next request on. */
export interface PeopleAdmin {
  list(): Promise<Person[]>;
  /** Makes the first account, an admin's: from here on this is a team's. @throws ApiError 409 when there is one */
  found(setup: Setup, by: Actor): Promise<void>;
  /**
   * Another role, or being disabled, ends every session of theirs, and the links that an admin has made. Another plan
   * takes those of their keys along that were on the old one.
   *
   * @throws ApiError 400 for a plan that does not exist, 404, 409 where nobody would be left to administer
   */
  update(id: string, change: PersonPatch, by: Actor): Promise<Person>;
  /** @throws ApiError 404 */
  endSessions(id: string, by: Actor): Promise<void>;
}

export interface PeopleAdminDeps {
  readonly storage: Pick<Storage, 'people' | 'act'>;
  readonly access: Access;
  readonly sessions: Pick<Sessions, 'hash'>;
}

export function createPeopleAdmin({ storage, access, sessions }: PeopleAdminDeps): PeopleAdmin {
  const show = async (id: string): Promise<Person> => {
    const person = (await storage.people.list()).find((known) => known.id === id);
    if (person === undefined) throw noPerson();
    return toPerson(person);
  };
  return {
    list: async () => (await storage.people.list()).map(toPerson),
    async found({ name, email, password }, by) {
      const passwordHash = await sessions.hash(password);
      const plan = await access.localPlanId();
      await storage.act(by, async ({ people, conversations }) => {
        if (await people.any()) throw new ApiError('conflict', 'There is an account already: sign in.');
        const person = newPerson({ name, email, plan, role: 'admin' });
        await people.insert(person, passwordHash);
        // Whoever sat at the machine is who founds the team, and goes on where they were.
        await conversations.inherit(LOCAL_OWNER, person.id);
        return {
          result: undefined,
          entries: [personEntry('team.founded', { target: person, by, details: { email } })],
        };
      });
      access.forget();
    },
    async update(id, change, by) {
      await onPlan(access, change.plan, () =>
        storage.act(by, async ({ people, keys, invitations }) => {
          const before = await people.find(id);
          const after = await people.update(id, change);
          if (before === undefined || after === undefined) throw noPerson();
          await checkAdminLeft(people);
          if (after.disabled || after.role !== before.role) await people.endSessions(id);
          const keysMoved = after.plan === before.plan ? 0 : await keys.move(id, { from: before.plan, to: after.plan });
          // Links that they made would be a way back in.
          const invitationsWithdrawn = isAdmin(after) ? 0 : await invitations.withdrawBy(id, Date.now());
          const effects = { keysMoved, invitationsWithdrawn };
          return { result: undefined, entries: entriesOf({ before, after, effects }, by) };
        }),
      );
      access.forget();
      return await show(id);
    },
    async endSessions(id, by) {
      await storage.act(by, async ({ people }) => {
        const person = await people.find(id);
        if (person === undefined) throw noPerson();
        const ended = await people.endSessions(id);
        const details = { sessions: ended };
        return { result: undefined, entries: [personEntry('person.sessions_ended', { target: person, by, details })] };
      });
    },
  };
}

async function checkAdminLeft(people: Pick<PeopleStore, 'countAdmins'>): Promise<void> {
  if ((await people.countAdmins()) > 0) return;
  throw new ApiError('conflict', 'This is the last admin: make somebody else one first.');
}

const isAdmin = ({ role, disabled }: StoredPerson): boolean => role === 'admin' && !disabled;

interface PersonChanged {
  readonly before: StoredPerson;
  readonly after: StoredPerson;
  readonly effects: Readonly<Record<string, number>>;
}

function entriesOf({ before, after, effects }: PersonChanged, by: Actor): NewAuditEntry[] {
  const changes = changesOf(before, after, ['name', 'role', 'plan']);
  const details = { ...changes, ...Object.fromEntries(Object.entries(effects).filter(([, count]) => count > 0)) };
  return [
    ...(Object.keys(changes).length > 0 ? [personEntry('person.changed', { target: after, by, details })] : []),
    ...(after.disabled === before.disabled
      ? []
      : [
          personEntry(after.disabled ? 'person.disabled' : 'person.enabled', {
            target: after,
            by,
            details: Object.keys(changes).length > 0 ? {} : details,
          }),
        ]),
  ];
}

/** A person who comes in now. */
export const newPerson = (about: Pick<StoredPerson, 'name' | 'email' | 'plan' | 'role'>): StoredPerson => ({
  ...about,
  // 128 bits of chance (ASVS 11.5.1).
  id: randomBytes(16).toString('base64url'),
  disabled: false,
  createdAtMs: Date.now(),
});

/** What the audit log says of something that was done to a person. */
export const personEntry = entriesAbout('person', Date.now);

export const noPerson = () => new ApiError('not_found', 'There is no such person.');

const toPerson = ({ createdAtMs, lastSeenAtMs, ...person }: ListedPerson): Person => ({
  ...person,
  createdAt: new Date(createdAtMs).toISOString(),
  lastSeenAt: lastSeenAtMs === null ? null : new Date(lastSeenAtMs).toISOString(),
});
