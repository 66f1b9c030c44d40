import { ApiError } from '#lib/contract/errors.ts';
import type { AccountSession, SignIn } from '#lib/contract/people.ts';
import { type Actor, actorOf, nobody, type Principal } from '#lib/domain/people/actor.ts';
import type { Credentials, SessionRequest, Sessions, SignedIn } from './auth/sessions.ts';
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
  /** The same for whoever has just proved by a link, or as the one at this machine, that they may come in. */
  enter(credentials: Credentials, request: SignInRequest): Promise<SignedIn>;
  /** @returns `Set-Cookie` lines that clear the session's */
  signOut(by: Doer | undefined): Promise<readonly string[]>;
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

/** Of one account and peer a refusal is told once in this time: whoever guesses must not fill the log. */
const TOLD_ONCE_MS = 60_000;
const MAX_TOLD = 1_000;

export function createAccount({ storage, sessions, limits }: AccountDeps): Account {
  /** When a refusal was told last. */
  const told = new Map<string, number>();

  const tellRefused = async (by: Actor): Promise<void> => {
    const nowMs = Date.now();
    for (const [key, atMs] of told) if (atMs + TOLD_ONCE_MS <= nowMs) told.delete(key);
    const key = `${by.peer} ${by.name}`;
    if (told.has(key) || told.size >= MAX_TOLD) return;
    told.set(key, nowMs);
    await storage.audit.append({ atMs: nowMs, actor: by, action: 'session.refused', target: null, details: {} });
  };

  const enter = async (credentials: Credentials, { requestId, ...request }: SignInRequest): Promise<SignedIn> => {
    const origin = { peer: request.peer, requestId };
    const verified = await storage.people.passwordHash(credentials.email);
    const signedIn = await sessions.begin(credentials, request).catch(async (error: unknown) => {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
        await tellRefused(nobody(origin, credentials.email));
      }
      throw error;
    });
    const { principal } = signedIn;
    const actor = actorOf(principal, origin);
    await storage
      .act({ ...actor, sessionId: null }, async ({ people }) => {
        // Whoever set another password, or disabled the account, while this one was being checked has the last word.
        const holds =
          (await people.passwordHash(credentials.email)) === verified &&
          (await people.find(principal.id))?.disabled === false;
        if (!holds) await people.endSessions(principal.id, { only: principal.sessionId });
        const entry = personEntry('session.began', { target: principal, by: actor, details: {} });
        return { result: holds, entries: holds ? [entry] : [] };
      })
      .then((holds) => {
        if (!holds) throw new ApiError('invalid_credentials', 'The password was changed a moment ago.');
      });
    return signedIn;
  };

  return {
    enter,
    async signIn(wish, request) {
      await limits.take(wish.email, request.peer);
      return await enter(wish, request);
    },
    async signOut(by) {
      if (by !== undefined && by.principal.sessionId !== null) {
        const { principal, actor } = by;
        await storage.act({ ...actor, sessionId: null }, async ({ people }) => {
          const ended = await people.endSessions(principal.id, { only: principal.sessionId });
          const entry = personEntry('session.ended', { target: principal, by: actor, details: {} });
          return { result: undefined, entries: ended > 0 ? [entry] : [] };
        });
      }
      return await sessions.clear();
    },
    async changePassword({ current, next, cookie }, { principal, actor }) {
      const email = principal.email ?? '';
      await limits.take(email, actor.peer);
      const verified = await storage.people.passwordHash(email);
      if (!(await sessions.verifyPassword(current, cookie))) {
        await tellRefused(actor);
        throw new ApiError('invalid_parameter', "'current': this is not your password.", { param: 'current' });
      }
      const passwordHash = await sessions.hash(next);
      await storage.act(actor, async ({ people, invitations }) => {
        if ((await people.passwordHash(email)) !== verified) {
          throw new ApiError(
            'conflict',
            'The password was changed a moment ago, by somebody else or in another window.',
          );
        }
        await people.setPassword(principal.id, passwordHash);
        await invitations.withdrawResets(principal.id, Date.now());
        const ended = await people.endSessions(principal.id, { except: principal.sessionId });
        const details = { sessions: ended };
        return {
          result: undefined,
          entries: [personEntry('password.changed', { target: principal, by: actor, details })],
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
      await storage.act(actor, async ({ people }) => {
        const ended = await people.endSessions(principal.id, { except: principal.sessionId });
        const details = { sessions: ended };
        const entry = personEntry('person.sessions_ended', { target: principal, by: actor, details });
        return { result: undefined, entries: [entry] };
      });
    },
  };
}
