import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { NO_LIMITS, type Plan } from '#lib/contract/plans.ts';
import { checkKeyIsLive, holdsKey, idOfKey, KEY_PREFIX, type KeyRights } from '#lib/domain/keys/key.ts';
import type { LimitedCaller } from '#lib/domain/limits/subject.ts';
import type { GatewayRequest } from './gateway/exchange.ts';
import type { Log } from './log.ts';
import { Remembered } from './remembered.ts';
import { type KeyStore, LOCAL_PLAN_SETTING, type PlanStore, type SettingStore } from './storage/accounts.ts';

/** Who calls `/v1`, and what they may do and use. */
export interface Caller extends LimitedCaller {
  readonly rights: KeyRights;
}

/**
 * What another process changed counts here within this time; what this one changed counts at once.
 * The stated bound is 1 s.
 */
const REMEMBER_MS = 500;

/** More keys than are in use at once; beyond, the database is asked each time. */
const MAX_REMEMBERED_KEYS = 10_000;

export interface AccessDeps {
  readonly keys: KeyStore;
  readonly plans: PlanStore;
  readonly settings: SettingStore;
  /** Keys the hashes of keys: a copy of the database alone tells nothing. */
  readonly secret: string;
  /** The plan of calls without a key until another one is chosen; one that cannot be deleted. */
  readonly localPlan: string;
  readonly log: Log;
}

export interface Access {
  /**
   * Who sends these headers to this address. Without a key, or with one that is not of our form, it is the local admin:
   * SDKs insist on sending something.
   *
   * @throws ApiError 400 for a key in the address (ASVS 14.2.1), 401 for one that is not valid, 503 when it cannot be told
   */
  identify(call: Pick<GatewayRequest, 'target' | 'header' | 'headerFields'>): Promise<Caller>;
  /** HMAC-SHA256 of a key, in hex. */
  hash(key: string): string;
  /** A plan by its id, as calls see it. */
  plan(id: string): Promise<Plan | undefined>;
  localPlanId(): Promise<string>;
  /** Something about keys or plans was changed here. */
  forget(): void;
}

export function createAccess({ keys, plans, settings, secret, localPlan, log }: AccessDeps): Access {
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

  const verify = async (key: string): Promise<Caller | undefined> => {
    const stored = await keys.find(idOfKey(key) ?? '');
    // The hash is made in any case, and compared in constant time: how long it takes tells nothing of what is stored.
    const given = Buffer.from(hash(key), 'hex');
    if (stored === undefined || !timingSafeEqual(given, Buffer.from(stored.hash, 'hex'))) return undefined;
    const { id, limits, owner } = stored;
    return { keyId: id, keyLimits: limits, owner, plan: await planOf(stored.plan), rights: stored };
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
  const local = async (): Promise<Caller> => {
    const plan = await findLocalPlan();
    return { keyId: null, keyLimits: NO_LIMITS, owner: LOCAL_OWNER, plan, rights: ALL_RIGHTS };
  };
  const knownLocal = new Remembered<'local', Caller>(local, { ms: REMEMBER_MS, max: 1 });

  const byKey = async (key: string): Promise<Caller> => {
    // What has not the form of a key is any number of texts of any length: none is remembered.
    const caller = idOfKey(key) === undefined ? undefined : await knownKeys.get(key);
    if (caller === undefined) throw new ApiError('invalid_api_key', 'This key is not valid here.');
    checkKeyIsLive(caller.rights, Date.now());
    return caller;
  };

  return {
    hash,
    plan: findPlan,
    localPlanId: async () => (await knownLocal.get('local')).plan.id,
    forget() {
      knownPlans.clear();
      knownKeys.clear();
      knownLocal.clear();
    },
    async identify(call) {
      const key = keyOf(call);
      return await (key === undefined ? knownLocal.get('local') : byKey(key));
    },
  };
}

const ALL_RIGHTS: KeyRights = { models: null, routes: null, expiresAtMs: null, revokedAtMs: null };

const KEY_PARAMETERS = ['key', 'api_key', 'api-key', 'apikey', 'access_token', 'token'];

/** Where other services take keys: here even what is only meant as one of ours is told. */
const OTHER_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key', 'x-ruijing-api-key'];
const MEANT_AS_KEY = new RegExp(`^(?:Bearer +)?${KEY_PREFIX}`, 'i');

/**
 * Whether a key of ours is in a header other than `authorization`. It would be taken for no key, and make its holder the
 * local admin without limits.
 */
function isElsewhere({ header, headerFields }: Pick<GatewayRequest, 'header' | 'headerFields'>): boolean {
  const authorization = header('authorization');
  for (let index = 1; index < headerFields.length; index += 2) {
    const value = headerFields[index];
    if (value !== undefined && value !== authorization && holdsKey(value)) return true;
  }
  return OTHER_HEADERS.some((name) => MEANT_AS_KEY.test(header(name)?.trim() ?? ''));
}

/** The key of ours that a call carries; undefined for none. */
function keyOf(call: Parameters<Access['identify']>[0]): string | undefined {
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
