import { ApiError } from '#lib/contract/errors.ts';
import type { AccountSession, SignIn } from '#lib/contract/people.ts';
import { type Actor, actorOf, nobody, type Principal } from '#lib/domain/people/actor.ts';
import type { SessionRequest, Sessions, SignedIn } from './auth/sessions.ts';
import type { SignInLimits } from './auth/sign-in-limits.ts';
import type { Doer } from './keys.ts';
import { personEntry } from './people.ts';
import type { Storage } from './storage/storage.ts';

export interface SignInRequest extends SessionRequest {
  readonly requestId: string;
}

/** What people do with their own account. */
export interface Account {
  /** @throws ApiError 401 `invalid_credentials`, 403 `account_disabled`, 429 after too many tries */
  signIn(wish: SignIn, request: SignInRequest): Promise<SignedIn>;
  /** @returns `Set-Cookie` lines that clear the session's */
  signOut(cookie: string | undefined, by: Doer | undefined): Promise<readonly string[]>;
  /** Every other session ends. @throws ApiError 400 when the present password is not right, 429 after too many tries */
  changePassword(change: PasswordChange, by: Doer): Promise<void>;
  sessions(principal: Principal): Promise<AccountSession[]>;
  /** Ends every session but the one that asks. */
  endOthers(by: Doer): Promise<void>;
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  readonly cookie: string | undefined;
}

export interface AccountDeps {
  readonly storage: Pick<Storage, 'people' | 'audit' | 'act'>;
  readonly sessions: Sessions;
  readonly limits: SignInLimits;
}

export function createAccount({ storage, sessions, limits }: AccountDeps): Account {
  const record = (action: 'session.began' | 'session.ended' | 'session.refused', by: Actor) =>
    storage.audit.append({
      atMs: Date.now(),
      actor: by,
      action,
      target: by.id === '' ? null : { kind: 'person', id: by.id, name: by.name },
      details: {},
    });

  return {
    async signIn(wish, { requestId, ...request }) {
      const origin = { peer: request.peer, requestId };
      await limits.take(wish.email, request.peer);
      const signedIn = await sessions.begin(wish, request).catch(async (error: unknown) => {
        if (error instanceof ApiError && error.status < 500)
          await record('session.refused', nobody(origin, wish.email));
        throw error;
      });
      await record('session.began', actorOf(signedIn.principal, origin));
      return signedIn;
    },
    async signOut(cookie, by) {
      const cleared = await sessions.end(cookie);
      if (by !== undefined) await record('session.ended', by.actor);
      return cleared;
    },
    async changePassword({ current, next, cookie }, { principal, actor }) {
      await limits.take(principal.email ?? '', actor.peer);
      if (!(await sessions.verifyPassword(current, cookie))) {
        throw new ApiError('invalid_parameter', "'current': this is not your password.", { param: 'current' });
      }
      const passwordHash = await sessions.hash(next);
      await storage.act(async ({ people }) => {
        await people.setPassword(principal.id, passwordHash);
        const ended = await people.endSessions(principal.id, { except: principal.sessionId });
        const details = { sessions: ended };
        return {
          result: undefined,
          entries: [personEntry('password.changed', { person: principal, by: actor, details })],
        };
      });
    },
    async sessions({ id, sessionId }) {
      return (await storage.people.sessions(id)).map(({ createdAtMs, lastSeenAtMs, ...session }) => ({
        ...session,
        current: session.id === sessionId,
        createdAt: new Date(createdAtMs).toISOString(),
        lastSeenAt: new Date(lastSeenAtMs).toISOString(),
      }));
    },
    async endOthers({ principal, actor }) {
      await storage.act(async ({ people }) => {
        const ended = await people.endSessions(principal.id, { except: principal.sessionId });
        const details = { sessions: ended };
        const entry = personEntry('person.sessions_ended', { person: principal, by: actor, details });
        return { result: undefined, entries: [entry] };
      });
    },
  };
}
