import { createHash, randomBytes } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import {
  DEFAULT_INVITATION_DAYS,
  type Invitation,
  type InvitationAccept,
  type InvitationCreate,
  type InvitationCreated,
  type InvitationOpened,
} from '#lib/contract/people.ts';
import { type Actor, nobody, type Origin } from '#lib/domain/people/actor.ts';
import type { Access } from './access.ts';
import type { Sessions } from './auth/sessions.ts';
import type { SignInLimits } from './auth/sign-in-limits.ts';
import { newPerson, noPerson, personEntry } from './people.ts';
import { onPlan } from './plan-check.ts';
import type { StoredInvitation, StoredPerson } from './storage/people.ts';
import type { Done, Storage, Stores } from './storage/storage.ts';

/** Links that let somebody in once: a new person, or one who has lost their password. */
export interface Invitations {
  /** Those that can still be used, newest first. */
  list(): Promise<Invitation[]>;
  /** The token is in this answer and nowhere else. @throws ApiError 400 for a plan that does not exist, 409 in local mode */
  create(wish: InvitationCreate, by: Actor): Promise<InvitationCreated>;
  /** A link by which a person sets their password anew; an older one ends. @throws ApiError 404 */
  createReset(personId: string, by: Actor): Promise<InvitationCreated>;
  /** @throws ApiError 404 */
  withdraw(id: string, by: Actor): Promise<void>;
  /** What a token is for; it stays unused. @throws ApiError 400 for one that is not open */
  open(token: string): Promise<InvitationOpened>;
  /**
   * Uses a token up. @returns the address to sign in with
   *
   * @throws ApiError 400 for a token that is not open, or an address that it is not for; 409 for an address that has an
   * account: whoever holds a link may learn so
   */
  accept(wish: InvitationAccept, origin: Origin): Promise<string>;
}

export interface InvitationsDeps {
  readonly storage: Pick<Storage, 'people' | 'invitations' | 'act'>;
  readonly access: Access;
  readonly sessions: Pick<Sessions, 'hash'>;
  readonly limits: Pick<SignInLimits, 'takePeer'>;
}

/** 256 bits of chance. */
const TOKEN_BYTES = 32;
const ID_BYTES = 12;
const DAY_MS = 24 * 60 * 60 * 1000;
const RESET_DAYS = 1;

export function createInvitations({ storage, access, sessions, limits }: InvitationsDeps): Invitations {
  const find = async (token: string): Promise<StoredInvitation> => {
    const found = await storage.invitations.findByHash(hashOf(token), Date.now());
    if (found === undefined) throw notOpen();
    return found;
  };

  return {
    list: async () => (await storage.invitations.list(Date.now())).map(toInvitation),
    async create({ role, plan, email = null, days = DEFAULT_INVITATION_DAYS }, by) {
      if (!(await access.isTeam())) {
        throw new ApiError('conflict', 'Make an account first: an invitation leads to a team.');
      }
      const { stored, token } = newInvitation({ personId: null, role, plan, email, createdBy: by.id }, days);
      await onPlan(access, plan, () =>
        storage.act(by, async ({ people, invitations, plans }) => {
          if (!(await plans.list()).some(({ id }) => id === plan)) throw noPlan();
          if (email !== null && (await people.findByEmail(email)) !== undefined) throw taken();
          await invitations.insert(stored);
          const target = { kind: 'invitation', id: stored.id, name: email ?? '' } as const;
          const details = { role, plan, email, days };
          const entry = { atMs: Date.now(), actor: by, action: 'invitation.created', target, details } as const;
          return { result: undefined, entries: [entry] };
        }),
      );
      return { ...toInvitation(stored), token };
    },
    createReset: (personId, by) =>
      storage.act(by, async ({ people, invitations }) => {
        const person = await people.find(personId);
        if (person === undefined) throw noPerson();
        const { role, plan, email } = person;
        const { stored, token } = newInvitation({ personId, role, plan, email, createdBy: by.id }, RESET_DAYS);
        await invitations.withdrawResets(personId, Date.now());
        await invitations.insert(stored);
        const result = { ...toInvitation(stored), token };
        return { result, entries: [personEntry('reset_link.created', { target: person, by, details: {} })] };
      }),
    async withdraw(id, by) {
      await storage.act(by, async ({ invitations }) => {
        const withdrawn = await invitations.withdraw(id, Date.now());
        if (withdrawn === undefined) throw new ApiError('not_found', 'There is no such invitation, or not any more.');
        const target = { kind: 'invitation', id, name: withdrawn.email ?? '' } as const;
        const entry = { atMs: Date.now(), actor: by, action: 'invitation.withdrawn', target, details: {} } as const;
        return { result: undefined, entries: [entry] };
      });
    },
    async open(token) {
      const { personId, email, role, expiresAtMs } = await find(token);
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { kind: personId === null ? 'invitation' : 'reset', email, role, expiresAt };
    },
    async accept(wish, origin) {
      await limits.takePeer(origin.peer);
      // All that can be seen before the hash is made, which takes a while: nobody makes the server work for nothing.
      const found = await find(wish.token);
      if (found.personId === null) checkNewcomer(found, wish);
      const passwordHash = await sessions.hash(wish.password);
      const email = await storage.act(nobody(origin), async (stores) => {
        const taken = await stores.invitations.take(hashOf(wish.token), Date.now());
        if (taken === undefined) throw notOpen();
        return taken.personId === null
          ? await join(taken, { wish, passwordHash, origin, stores })
          : await reset(taken.personId, { passwordHash, origin, stores });
      });
      access.forget();
      return email;
    },
  };
}

/** Who comes in by an invitation. @throws ApiError 400 that names what is missing or for somebody else */
function checkNewcomer({ email }: Pick<StoredInvitation, 'email'>, wish: InvitationAccept) {
  const { name, email: address = email ?? undefined } = wish;
  if (email !== null && address !== email) {
    throw new ApiError('invalid_parameter', "'email': this invitation is for another address.", { param: 'email' });
  }
  if (address === undefined) throw new ApiError('invalid_parameter', "'email': is missing.", { param: 'email' });
  if (name === undefined) throw new ApiError('invalid_parameter', "'name': is missing.", { param: 'name' });
  return { name, address };
}

interface Accepting {
  readonly passwordHash: string;
  readonly origin: Origin;
  readonly stores: Stores;
}

async function join(
  { role, plan, email, createdBy }: StoredInvitation,
  { wish, passwordHash, origin, stores }: Accepting & { readonly wish: InvitationAccept },
): Promise<Done<string>> {
  const { name, address } = checkNewcomer({ email }, wish);
  if (!(await stores.plans.list()).some(({ id }) => id === plan)) throw noPlan();
  const person = newPerson({ name, email: address, plan, role });
  if (!(await stores.people.insert(person, passwordHash))) throw taken();
  const details = { email: address, role, plan, invitedBy: createdBy };
  return {
    result: address,
    entries: [personEntry('person.joined', { target: person, by: self(person, origin), details })],
  };
}

async function reset(personId: string, { passwordHash, origin, stores }: Accepting): Promise<Done<string>> {
  const person = await stores.people.find(personId);
  if (person === undefined) throw notOpen();
  await stores.people.setPassword(personId, passwordHash);
  await stores.invitations.withdrawResets(personId, Date.now());
  const sessions = await stores.people.endSessions(personId);
  const details = { sessions };
  const entries = [personEntry('person.password_reset', { target: person, by: self(person, origin), details })];
  return { result: person.email, entries };
}

/** Somebody who has no session yet. */
const self = ({ id, name, role }: StoredPerson, origin: Origin): Actor => ({
  id,
  name,
  role,
  sessionId: null,
  ...origin,
});

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function newInvitation(
  about: Pick<StoredInvitation, 'personId' | 'role' | 'plan' | 'email' | 'createdBy'>,
  days: number,
): { stored: StoredInvitation; token: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const createdAtMs = Date.now();
  const times = { createdAtMs, expiresAtMs: createdAtMs + days * DAY_MS };
  const id = randomBytes(ID_BYTES).toString('base64url');
  return { stored: { ...about, ...times, id, tokenHash: hashOf(token) }, token };
}

const notOpen = () =>
  new ApiError('invalid_parameter', "'token': this link was used, withdrawn, or has expired.", { param: 'token' });

const noPlan = () =>
  new ApiError('conflict', 'The plan of this invitation is gone. Ask for another one.', { param: 'plan' });

const taken = () => new ApiError('conflict', 'This address has an account already.', { param: 'email' });

const toInvitation = ({ tokenHash: _, createdAtMs, expiresAtMs, ...invitation }: StoredInvitation): Invitation => ({
  ...invitation,
  createdAt: new Date(createdAtMs).toISOString(),
  expiresAt: new Date(expiresAtMs).toISOString(),
});
