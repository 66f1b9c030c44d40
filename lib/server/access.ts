import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { NO_LIMITS, type Plan } from '#lib/contract/plans.ts';
import { checkKeyIsLive, holdsKey, idOfKey, KEY_PREFIX, type KeyRights } from '#lib/domain/keys/key.ts';
import type { LimitedCaller } from '#lib/domain/limits/subject.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import { signInFirst } from '#lib/domain/people/sign-in-first.ts';
import { SESSION_COOKIE } from './auth/session-cookie.ts';
import type { FindOptions, Sessions, SignedIn } from './auth/sessions.ts';
import type { GatewayRequest } from './gateway/exchange.ts';
import type { Log } from './log.ts';
import { Remembered } from './remembered.ts';
import { LOCAL_PLAN_SETTING } from './storage/accounts.ts';
import type { StoredPerson } from './storage/people.ts';
import type { Storage } from './storage/storage.ts';

/** Who calls `/v1`, and what they may do and use. */
export interface Caller extends LimitedCaller {
  readonly rights: KeyRights;
  /** Until then what its calls say is kept; `null`: it is not. */
  readonly captureUntilMs: number | null;
  /** There are accounts. */
  readonly inTeam: boolean;
  /** Resolves while the same call would still be let in. @throws ApiError why it would not be, by now */
  readonly confirm: () => Promise<unknown>;
}

type Call = Pick<GatewayRequest, 'target' | 'header' | 'headerFields'>;

/**
 * What another process changed counts here within this time; what this one changed counts at once.
 * The stated bound is 1 s.
 */
const REMEMBER_MS = 500;

/** More keys than are in use at once; beyond, the database is asked each time. */
const MAX_REMEMBERED_KEYS = 10_000;

export interface AccessDeps {
  readonly storage: Pick<Storage, 'keys' | 'plans' | 'settings' | 'people'>;
  readonly sessions: Pick<Sessions, 'find'>;
  /** Keys the hashes of keys: a copy of the database alone tells nothing. */
  readonly secret: string;
  /** The plan of calls without a key until another one is chosen; one that cannot be deleted. */
  readonly localPlan: string;
  readonly log: Log;
}

export interface Access {
  /**
   * Who sends these headers to this address. In local mode it is the local admin without a key, or with one that is not
   * of our form: SDKs insist on sending something. In a team it is then the person whose session the call came with.
   *
   * @throws ApiError 400 for a key in the address (ASVS 14.2.1), 401 for one that is not valid or none at all, 403 for
   * whoever may not call models, 503 when it cannot be told
   */
  identify(call: Call): Promise<Caller>;
  /** Who uses the console itself: whom these cookies belong to or, in local mode, the local admin. */
  whoIs(cookie: string | undefined, options?: FindOptions): Promise<SignedIn | undefined>;
  /** Whether there are accounts; from the first one on it stays so. */
  isTeam(): Promise<boolean>;
  /** HMAC-SHA256 of a key, in hex. */
  hash(key: string): string;
  /** A plan by its id, as calls see it. */
  plan(id: string): Promise<Plan | undefined>;
  localPlanId(): Promise<string>;
  /** Something about keys, plans or people was changed here. */
  forget(): void;
}

export function createAccess({ storage, sessions, secret, localPlan, log }: AccessDeps): Access {
  const { keys, plans, settings, people } = storage;
  const hash = (key: string) => createHmac('sha256', secret).update(key).digest('hex');
  const allPlans = async () => new Map((await plans.list()).map((plan) => [plan.id, plan]));
  const knownPlans = new Remembered<'all', ReadonlyMap<string, Plan>>(allPlans, { ms: REMEMBER_MS, max: 1 });
  const findPlan = async (id: string): Promise<Plan | undefined> => {
    const known = (await knownPlans.get('all')).get(id);
    if (known !== undefined) return known;
    // Another process may have made it since they were asked for.
    knownPlans.clear();
    return (await knownPlans.get('all')).get(id);
  };
  const planOf = async (id: string): Promise<Plan> => {
    const plan = await findPlan(id);
    if (plan === undefined) throw new Error(`There is no plan ${id}`);
    return plan;
  };

  let team = false;
  const isTeam = async (): Promise<boolean> => {
    team ||= await people.any();
    return team;
  };

  const verify = async (key: string): Promise<Caller | undefined> => {
    const stored = await keys.find(idOfKey(key) ?? '');
    // The hash is made in any case, and compared in constant time: how long it takes tells nothing of what is stored.
    const given = Buffer.from(hash(key), 'hex');
    if (stored === undefined || !timingSafeEqual(given, Buffer.from(stored.hash, 'hex'))) return undefined;
    const { id, limits, owner, captureUntilMs } = stored;
    // An owner may also be a name that nobody signs in with.
    const person = owner === LOCAL_OWNER ? undefined : await people.find(owner);
    const barred = person === undefined ? null : barOf(person);
    const rights = { ...stored, barred };
    const plan = await planOf(stored.plan);
    const inTeam = await isTeam();
    const confirm = () => byKey(key);
    return { keyId: id, keyLimits: limits, owner, plan, rights, captureUntilMs, inTeam, confirm };
  };
  /** By the whole key, as callers send it; in memory only. */
  const knownKeys = new Remembered<string, Caller | undefined>(verify, { ms: REMEMBER_MS, max: MAX_REMEMBERED_KEYS });
  let missed: string | undefined;
  const findLocalPlan = async (): Promise<Plan> => {
    const chosen = (await settings.get(LOCAL_PLAN_SETTING)) ?? localPlan;
    const plan = await findPlan(chosen);
    if (plan !== undefined) return plan;
    if (missed !== chosen) log.warn('the plan of calls without a key is gone', { plan: chosen, instead: localPlan });
    missed = chosen;
    return await planOf(localPlan);
  };
  /** Whoever calls without a key; undefined where there are accounts. */
  const local = async (): Promise<Caller | undefined> => {
    if (await isTeam()) return undefined;
    const plan = await findLocalPlan();
    const confirm = async () => {
      if ((await knownLocal.get('local')) === undefined) throw missingKey();
    };
    return { ...KEYLESS, owner: LOCAL_OWNER, plan, inTeam: false, confirm };
  };
  const knownLocal = new Remembered<'local', Caller | undefined>(local, { ms: REMEMBER_MS, max: 1 });

  /** A person's own calls, as the console's pages make them. Not remembered: who is signed out is out at once. */
  const bySession = async (call: Call): Promise<Caller> => {
    if (call.header('authorization') !== undefined) throw unknownKey();
    const signedIn = await sessions.find(call.header('cookie'));
    if (signedIn === undefined) {
      // A browser is told to sign in, a program to send a key.
      throw call.header('cookie')?.includes(SESSION_COOKIE) || call.header('sec-fetch-site') !== undefined
        ? signInFirst()
        : missingKey();
    }
    const { id, plan, role } = signedIn.principal;
    if (role === 'viewer') throw new ApiError('route_not_allowed', 'Viewers look; they do not call models.');
    return {
      ...KEYLESS,
      owner: id,
      plan: plan === null ? await findLocalPlan() : await planOf(plan),
      inTeam: true,
      confirm: () => bySession(call),
    };
  };

  const byKey = async (key: string): Promise<Caller> => {
    // What has not the form of a key is any number of texts of any length: none is remembered.
    const caller = idOfKey(key) === undefined ? undefined : await knownKeys.get(key);
    if (caller === undefined) throw unknownKey();
    checkKeyIsLive(caller.rights, Date.now());
    return caller;
  };

  return {
    hash,
    plan: findPlan,
    localPlanId: async () => (await findLocalPlan()).id,
    isTeam: async () => (await knownLocal.get('local')) === undefined,
    async whoIs(cookie, options) {
      if ((await knownLocal.get('local')) !== undefined) return { principal: LOCAL_ADMIN, cookies: [] };
      return await sessions.find(cookie, options);
    },
    forget() {
      knownPlans.clear();
      knownKeys.clear();
      knownLocal.clear();
    },
    async identify(call) {
      const key = keyOf(call);
      if (key !== undefined) return await byKey(key);
      return (await knownLocal.get('local')) ?? (await bySession(call));
    },
  };
}

const ALL_RIGHTS: KeyRights = { models: null, routes: null, expiresAtMs: null, revokedAtMs: null, barred: null };

/** Of calls without a key nothing is kept: nobody has asked for that. */
const KEYLESS = { keyId: null, keyLimits: NO_LIMITS, rights: ALL_RIGHTS, captureUntilMs: null } as const;

const missingKey = () => new ApiError('missing_api_key', 'Send a key of this console as Authorization: Bearer.');

const unknownKey = () => new ApiError('invalid_api_key', 'This key is not valid here.');

/** Why a person's keys do not work; `null`: they do. */
export const barOf = ({ disabled, role }: Pick<StoredPerson, 'disabled' | 'role'>): KeyRights['barred'] =>
  disabled ? 'disabled' : role === 'viewer' ? 'viewer' : null;

const KEY_PARAMETERS = ['key', 'api_key', 'api-key', 'apikey', 'access_token', 'token'];

/** Where other services take keys: here even what is only meant as one of ours is told. */
const OTHER_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key', 'x-ruijing-api-key'];
const MEANT_AS_KEY = new RegExp(`^(?:Bearer +)?${KEY_PREFIX}`, 'i');

/**
 * Whether a key of ours is in a header other than `authorization`. It would be taken for no key, and make its holder the
 * local admin without limits.
 */
function isElsewhere({ header, headerFields }: Call): boolean {
  const authorization = header('authorization');
  for (let index = 1; index < headerFields.length; index += 2) {
    const value = headerFields[index];
    if (value !== undefined && value !== authorization && holdsKey(value)) return true;
  }
  return OTHER_HEADERS.some((name) => MEANT_AS_KEY.test(header(name)?.trim() ?? ''));
}

/** The key of ours that a call carries; undefined for none. */
function keyOf(call: Call): string | undefined {
  const { target, header } = call;
  const query = target.indexOf('?');
  if (query >= 0) {
    const parameters = new URLSearchParams(target.slice(query));
    const values = [...parameters.values()];
    if (KEY_PARAMETERS.some((name) => parameters.has(name)) || values.some((value) => value.startsWith(KEY_PREFIX))) {
      throw new ApiError('key_in_url', 'Send the key in the Authorization header, never in the URL.');
    }
  }
  if (isElsewhere(call)) {
    throw new ApiError('invalid_api_key', 'Send the key as Authorization: Bearer, in no other header.');
  }
  const authorization = header('authorization');
  if (authorization === undefined) return undefined;
  const [, bearer] = /^Bearer +(.*)$/is.exec(authorization) ?? [];
  if (bearer?.startsWith(KEY_PREFIX)) return bearer;
  // Basic, or two headers at once: whatever holds a key of ours in another form is a mistake to tell.
  if (authorization.includes(KEY_PREFIX)) {
    throw new ApiError('invalid_api_key', 'Send one key, as Authorization: Bearer.');
  }
  return undefined;
}
