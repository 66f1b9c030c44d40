import type { PersonRole } from '#lib/contract/people.ts';
import { actorOf } from '#lib/domain/people/actor.ts';
import { type Access, createAccess } from '#lib/server/access.ts';
import { type Account, createAccount } from '#lib/server/account.ts';
import { createSessions, type Sessions } from '#lib/server/auth/sessions.ts';
import { createSignInLimits, type SignInLimits } from '#lib/server/auth/sign-in-limits.ts';
import { createInvitations, type Invitations } from '#lib/server/invitations.ts';
import { createKeyAdmin, type Doer, type KeyAdmin } from '#lib/server/keys.ts';
import { createLog } from '#lib/server/log.ts';
import { createPeopleAdmin, type PeopleAdmin } from '#lib/server/people.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import type { StoredPerson } from '#lib/server/storage/people.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { LOCAL_DOER } from './doer.ts';
import type { Place } from './places.ts';
import { PASSWORD } from './team.ts';

export const ORIGIN = { peer: '203.0.113.7', requestId: 'req_test' };
export const REQUEST = { cookie: undefined, userAgent: 'Firefox', ...ORIGIN };
export const FOUNDER = { name: 'Ada', email: 'ada@example.com', password: PASSWORD };

const log = createLog('silent', () => undefined);

/** What a process knows of people, without its servers. */
export interface PeopleProcess {
  readonly access: Access;
  readonly account: Account;
  readonly invitations: Invitations;
  readonly keys: KeyAdmin;
  readonly limits: SignInLimits;
  readonly people: PeopleAdmin;
  readonly sessions: Sessions;
}

/** One process's view of a storage: nobody tells it of what another one does. */
export function createProcess(storage: Storage, secure = false): PeopleProcess {
  const secret = 'x'.repeat(32);
  const sessions = createSessions({ database: storage.signIn, secret, secure });
  const access = createAccess({ storage, sessions, secret, localPlan: 'professional', log });
  const limits = createSignInLimits(createMemoryLimits({ pastUse: () => Promise.resolve(0) }));
  return {
    access,
    account: createAccount({ storage, sessions, limits }),
    invitations: createInvitations({ storage, access, sessions, limits }),
    keys: createKeyAdmin({ storage, access }),
    limits,
    people: createPeopleAdmin({ storage, access, sessions }),
    sessions,
  };
}

/** Cookies that an answer sets, as the next request sends them. */
export const pairsOf = (lines: readonly string[]): string => lines.map((line) => line.split(';', 1)[0]).join('; ');

/** A storage with nobody in it yet, and what tests do to it. */
export interface TeamWorld {
  readonly storage: Storage;
  readonly here: PeopleProcess;
  /** Runs a statement beside the storage. @returns the values of its rows */
  run(text: string): Promise<unknown[]>;
  /** Makes the first account. */
  found(): Promise<void>;
  /** @param cookie what the browser had before */
  signIn(email: string, password?: string, cookie?: string): Promise<SignedInHere>;
  /** Somebody who has just signed in, as acts take them. */
  doer(email: string): Promise<Doer>;
  /** Lets a developer in, or somebody of another role. */
  invite(email: string, role?: PersonRole): Promise<StoredPerson>;
  /** Whether a cookie is somebody's, in a process that knows nothing yet. */
  isIn(cookie: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface SignedInHere extends Pick<Doer, 'principal'> {
  readonly cookie: string;
  /** The whole `Set-Cookie` lines. */
  readonly lines: readonly string[];
}

export async function openWorld(newPlace: () => Promise<Place>): Promise<TeamWorld> {
  const place = await newPlace();
  const storage = await place.open({
    log,
    timeZone: 'Asia/Shanghai',
    interrupted: () => {
      throw new Error('No call is made here');
    },
  });
  const here = createProcess(storage);
  const signIn: TeamWorld['signIn'] = async (email, password = PASSWORD, cookie) => {
    const { principal, cookies } = await here.account.signIn({ email, password }, { ...REQUEST, cookie });
    return { cookie: pairsOf(cookies), lines: cookies, principal };
  };
  return {
    storage,
    here,
    run: place.run,
    found: () => here.people.found(FOUNDER, LOCAL_DOER.actor),
    signIn,
    async doer(email) {
      const { principal } = await signIn(email);
      return { principal, actor: actorOf(principal, ORIGIN) };
    },
    async invite(email, role = 'developer') {
      const { token } = await here.invitations.create({ role, plan: 'free', days: 7 }, LOCAL_DOER.actor);
      await here.invitations.accept({ token, name: email, email, password: PASSWORD }, ORIGIN);
      const person = await storage.people.findByEmail(email);
      if (person === undefined) throw new Error('Nobody came in');
      return person;
    },
    isIn: async (cookie) => (await createProcess(storage).access.whoIs(cookie)) !== undefined,
    async close() {
      await storage.close();
      await place.remove();
    },
  };
}
