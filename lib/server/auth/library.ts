import { createHmac } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { admin } from 'better-auth/plugins/admin';
import { userAc } from 'better-auth/plugins/admin/access';
import type { Kysely } from 'kysely';
import { MAX_PASSWORD_CHARACTERS, PERSON_ROLES } from '#lib/contract/people.ts';
import type { Database } from '#lib/server/storage/sql/schema.ts';
import { sessionCookieName } from './session-cookie.ts';

/** Without a request so long a session ends. */
const IDLE_SECONDS = 7 * 24 * 60 * 60;
/** How often it is written down that a session is in use. */
const TOUCH_SECONDS = 60 * 60;

export interface LibraryOptions {
  readonly database: Kysely<Database>;
  /** The installation's. */
  readonly secret: string;
  /** People reach the console by https: cookies are for it alone. */
  readonly secure: boolean;
}

/**
 * The sign-in library (better-auth): passwords, sessions and their cookies. Nothing of it is reachable from outside but
 * through our own routes; who may do what is decided by our own policy.
 */
export function createLibrary({ database, secret, secure }: LibraryOptions) {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return betterAuth({
    appName: 'Ruijing Console',
    baseURL: secure ? 'https://console.invalid' : 'http://console.invalid',
    // One of its own: what signs cookies opens nothing else.
    secret: createHmac('sha256', secret).update('sessions').digest('base64url'),
    // As for SQLite also on Postgres: dates are texts and flags 0 or 1 then, so that rows are the same in both.
    database: { db: database, type: 'sqlite' },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', ...times },
      additionalFields: { plan: { type: 'string', required: true, input: false } },
    },
    session: {
      expiresIn: IDLE_SECONDS,
      updateAge: TOUCH_SECONDS,
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
    },
    account: {
      fields: {
        userId: 'person_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    verification: { fields: { expiresAt: 'expires_at', ...times } },
    // People come in by setup and invitations alone.
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: MAX_PASSWORD_CHARACTERS },
    plugins: [
      admin({
        defaultRole: 'viewer',
        // None of the library's own rights: its administration is not used.
        roles: Object.fromEntries(PERSON_ROLES.map((role) => [role, userAc])),
        schema: {
          user: { fields: { banned: 'disabled', banReason: 'disabled_reason', banExpires: 'disabled_until' } },
          session: { fields: { impersonatedBy: 'impersonated_by' } },
        },
      }),
    ],
    advanced: {
      cookies: {
        session_token: {
          name: sessionCookieName(secure),
          attributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
        },
      },
      // It would put a prefix of its own before the name.
      useSecureCookies: false,
      // What it would look for are SQLite's tables; a test compares ours with what it asks for.
      database: { validateSchema: false },
    },
    // Sign-in has limits of its own (sign-in-limits.ts): the library's only hold for its own routes.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

export type Library = ReturnType<typeof createLibrary>;
