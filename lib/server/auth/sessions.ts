import { ApiError } from '#lib/contract/errors.ts';
import { personRoleSchema } from '#lib/contract/people.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { Turns } from '#lib/std/turns.ts';
import type { Library, LibraryOptions } from './library.ts';

/** However much it is used, a session ends after this time (ASVS 7.3.2). */
const ABSOLUTE_MS = 30 * 24 * 60 * 60 * 1000;

export interface SignedIn {
  readonly principal: Principal;
  /** `Set-Cookie` lines that prolong the session where it is time. */
  readonly cookies: readonly string[];
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Who sends a request, from the cookies that it came with. */
export interface Sessions {
  /**
   * Whose session these cookies hold; undefined for nobody's. It is not prolonged by that unless its cookies can be sent.
   *
   * @throws ApiError 503 when it cannot be told
   */
  find(cookie: string | undefined, options?: FindOptions): Promise<SignedIn | undefined>;
  /**
   * Begins a session; the one that the request came with ends (ASVS 7.2.4). It takes as long, and says the same, for an
   * account that does not exist as for a wrong password. The audit log is the caller's.
   *
   * @throws ApiError 401 `invalid_credentials`, 403 `account_disabled` for whoever has the right password
   */
  begin(credentials: Credentials, request: SessionRequest): Promise<SignedIn>;
  /** `Set-Cookie` lines that clear a session's cookies. */
  clear(): Promise<readonly string[]>;
  /** scrypt, with a salt of its own. @throws ApiError 503 while too many wait for theirs */
  hash(password: string): Promise<string>;
  /** Whether this is the password of whom these cookies belong to. */
  verifyPassword(password: string, cookie: string | undefined): Promise<boolean>;
}

export interface FindOptions {
  /** The answer takes `cookies` along. */
  readonly prolong?: boolean;
}

export interface SessionRequest {
  readonly cookie: string | undefined;
  readonly userAgent: string | undefined;
  readonly peer: string | null;
}

export function createSessions(options: LibraryOptions): Sessions {
  let loading: Promise<Library> | undefined;
  // Where nobody has an account it is never loaded.
  const library = (): Promise<Library> => {
    loading ??= import('./library.ts').then(({ createLibrary }) => createLibrary(options));
    return loading;
  };

  return {
    async find(cookie, { prolong = false } = {}) {
      if (cookie === undefined) return;
      const { api } = await library();
      const found = await api
        .getSession({
          headers: new Headers({ cookie }),
          query: { disableRefresh: !prolong },
          returnHeaders: true,
        })
        .catch((cause: unknown) => {
          // It was prolonged, and ended at the same moment.
          if (codeOf(cause) === 'FAILED_TO_GET_SESSION' && statusOf(cause) === 401) return;
          throw new ApiError('storage_unavailable', 'Sessions cannot be read at the moment.', { cause });
        });
      if (found === undefined || found.response === null) return;
      const { session, user } = found.response;
      if (user.banned === true) return;
      if (session.createdAt.getTime() + ABSOLUTE_MS <= Date.now()) {
        await api.signOut({ headers: new Headers({ cookie }) });
        return;
      }
      const { id, name, email, plan } = user;
      const role = personRoleSchema.parse(user.role);
      return {
        principal: { id, name, email, plan, role, sessionId: session.id },
        cookies: found.headers.getSetCookie(),
      };
    },
    async begin(credentials, { cookie, userAgent, peer }) {
      const { api } = await library();
      const headers = new Headers({
        ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
        // Where the library looks for the peer; what the client said of it stays out.
        ...(peer === null ? {} : { 'x-forwarded-for': peer }),
      });
      const began = await inTurn(() => api.signInEmail({ body: credentials, headers, returnHeaders: true })).catch(
        (error: unknown) => {
          throw toRefusal(error);
        },
      );
      if (cookie !== undefined) await api.signOut({ headers: new Headers({ cookie }) });
      const cookies = began.headers.getSetCookie();
      const signedIn = await this.find(cookies.map((line) => line.split(';', 1)[0]).join('; '));
      if (signedIn === undefined) throw new ApiError('invalid_credentials', WRONG);
      return { ...signedIn, cookies };
    },
    async clear() {
      const { api } = await library();
      // Of nobody: what is in the database its owner deletes, and hears of it when that fails.
      const { headers } = await api.signOut({ headers: new Headers(), returnHeaders: true });
      return headers.getSetCookie();
    },
    async hash(password) {
      const { $context } = await library();
      const context = await $context;
      return await inTurn(() => context.password.hash(password));
    },
    async verifyPassword(password, cookie) {
      const { api } = await library();
      const headers = new Headers({ cookie: cookie ?? '' });
      return await inTurn(() => api.verifyPassword({ body: { password }, headers }))
        .then(({ status }) => status)
        .catch((error: unknown) => {
          if (codeOf(error) === 'INVALID_PASSWORD') return false;
          throw toRefusal(error);
        });
    },
  };
}

/** Each takes a core for a tenth of a second, and 16 MB; the threads that make them sync the ledger as well. */
const hashes = new Turns(2, 50);

/** @throws ApiError 503 while too many wait */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = await hashes.take(work);
  if (done !== undefined) return done.result;
  throw new ApiError('overloaded', 'Too many are signing in at once. Try again in a moment.', { retryAfterMs: 2_000 });
}

const WRONG = 'The e-mail address or the password is not right.';

/** What the library refuses, in our words. */
function toRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const code = codeOf(error);
  if (code === 'BANNED_USER') {
    return new ApiError('account_disabled', 'This account is disabled. Ask an admin to enable it again.');
  }
  if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'INVALID_EMAIL' || code === 'PASSWORD_TOO_LONG') {
    return new ApiError('invalid_credentials', WRONG);
  }
  return new ApiError('storage_unavailable', 'Nobody can sign in at the moment.', { cause: error });
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error)) return undefined;
  const { body } = error;
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

const statusOf = (error: unknown): unknown =>
  error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
