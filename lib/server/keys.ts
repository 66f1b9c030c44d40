import { randomBytes } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import type { Key, KeyCreate, KeyCreated, KeyPatch, KeyRotate } from '#lib/contract/keys.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import { changesOf, entriesAbout, type NewAuditEntry } from '#lib/domain/audit/entry.ts';
import { formatKey, KEY_BYTES, KEY_PREFIX } from '#lib/domain/keys/key.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import type { Actor, Principal } from '#lib/domain/people/actor.ts';
import { mayTouch } from '#lib/domain/people/may.ts';
import type { Access } from './access.ts';
import { onPlan } from './plan-check.ts';
import type { KeyStore, StoredKey } from './storage/accounts.ts';
import type { PeopleStore } from './storage/people.ts';
import type { Storage } from './storage/storage.ts';

/** Who does something to keys: developers have to do with their own only, as if there were no others. */
export interface Doer {
  readonly principal: Principal;
  readonly actor: Actor;
}

/** What is done with virtual keys; each change counts from the next call on. */
export interface KeyAdmin {
  list(by: Doer): Promise<Key[]>;
  /** @throws ApiError 404 */
  get(id: string, by: Doer): Promise<Key>;
  /**
   * The key is in this answer and nowhere else.
   *
   * @throws ApiError 400 for a plan that does not exist, and for an owner or a plan that only an admin may choose
   */
  create(wish: KeyCreate, by: Doer): Promise<KeyCreated>;
  /** @throws ApiError 400, 404 */
  update(id: string, wish: KeyPatch, by: Doer): Promise<Key>;
  /**
   * A new key with the rights, the limits and the expiry of one that is in use; that one is valid for the overlap still.
   * The new key is in this answer and nowhere else.
   *
   * @throws ApiError 404, or 409 `conflict` for one that is not valid any more
   */
  rotate(id: string, wish: KeyRotate, by: Doer): Promise<KeyCreated>;
  /** For good: what was revoked does not come back. @throws ApiError 404 */
  revoke(id: string, by: Doer): Promise<Key>;
}

const LAST_SHOWN = 4;
const MINUTE_MS = 60_000;

/** All of a key that another one can have as well. */
type KeyMatter = Omit<StoredKey, 'id' | 'hash' | 'lastFour' | 'revokedAtMs'>;

const CHANGEABLE = ['name', 'owner', 'plan', 'models', 'routes', 'limits', 'expiresAt'] as const;

interface KeyAdminDeps {
  readonly storage: Pick<Storage, 'keys' | 'act'>;
  readonly access: Access;
}

export function createKeyAdmin({ storage, access }: KeyAdminDeps): KeyAdmin {
  const newKey = (about: KeyMatter): { stored: StoredKey; key: string } => {
    const { id, key } = formatKey(randomBytes(KEY_BYTES));
    const own = { id, hash: access.hash(key), lastFour: key.slice(-LAST_SHOWN), revokedAtMs: null };
    return { stored: { ...about, ...own }, key };
  };

  /** @throws ApiError 404, also for another's key: whether it exists is not theirs to know */
  const checked = (stored: StoredKey | undefined, { principal }: Doer): StoredKey => {
    if (stored !== undefined && mayTouch(principal, stored.owner)) return stored;
    throw new ApiError('not_found', 'There is no such key.');
  };
  const find = async (keys: Pick<KeyStore, 'find'>, id: string, by: Doer) => checked(await keys.find(id), by);

  /** As it is now: what was known when the call came may have been changed since. */
  const planOf = async (people: Pick<PeopleStore, 'find'>, { principal }: Doer): Promise<string> =>
    (principal.plan === null ? undefined : (await people.find(principal.id))?.plan) ?? (await access.localPlanId());

  /** @param own what is theirs without a choice. @throws ApiError 400 for what only an admin may choose */
  const checkChoice = ({ owner, plan }: KeyPatch, by: Doer, own: { readonly plan: string }): void => {
    if (by.principal.role === 'admin') return;
    if (owner !== undefined && owner !== by.principal.id) throw onlyAdmin('owner');
    if (plan !== undefined && plan !== own.plan) throw onlyAdmin('plan');
  };

  return {
    async list({ principal }) {
      return (await storage.keys.list()).filter(({ owner }) => mayTouch(principal, owner)).map(toKey);
    },
    get: async (id, by) => toKey(await find(storage.keys, id, by)),
    async create(wish, by) {
      const created = await onPlan(access, wish.plan, () =>
        storage.act(by.actor, async ({ keys, people }) => {
          const ownPlan = await planOf(people, by);
          checkChoice(wish, by, { plan: ownPlan });
          const { stored, key } = newKey({
            owner: wish.owner ?? by.principal.id,
            name: wish.name,
            plan: wish.plan ?? ownPlan,
            models: wish.models ?? null,
            routes: wish.routes ?? null,
            limits: writeLimits(NO_LIMITS, wish.limits),
            expiresAtMs: toMs(wish.expiresAt),
            createdAtMs: Date.now(),
            captureUntilMs: null,
          });
          await keys.insert(stored);
          const shown = toKey(stored);
          const { owner, plan, models, routes, limits, expiresAt } = shown;
          const details = { owner, plan, models, routes, limits, expiresAt };
          return {
            result: { ...shown, key },
            entries: [entry('key.created', { target: stored, by: by.actor, details })],
          };
        }),
      );
      access.forget();
      return created;
    },
    async update(id, wish, by) {
      const { expiresAt, captureHours, ...change } = wish;
      const expiresAtMs = expiresAt === undefined ? undefined : toMs(expiresAt);
      const updated = await onPlan(access, change.plan, () =>
        storage.act(by.actor, async ({ keys }) => {
          const before = await find(keys, id, by);
          checkChoice(wish, by, before);
          const captureUntilMs = captureUntil(before, { captureHours, owner: change.owner });
          const after = (await keys.update(id, { ...change, expiresAtMs, captureUntilMs })) ?? before;
          const details = changesOf(toKey(before), toKey(after), CHANGEABLE);
          const changed = Object.keys(details).length > 0;
          const entries = changed ? [entry('key.changed', { target: after, by: by.actor, details })] : [];
          return { result: toKey(after), entries: [...entries, ...captureEntries(before, after, by)] };
        }),
      );
      access.forget();
      return updated;
    },
    async rotate(id, { overlapMinutes }, by) {
      const created = await storage.act(by.actor, async ({ keys }) => {
        const old = await find(keys, id, by);
        const nowMs = Date.now();
        if (old.revokedAtMs !== null || (old.expiresAtMs ?? Infinity) <= nowMs) {
          throw new ApiError('conflict', 'This key is not valid any more: make a new one instead.');
        }
        const { stored, key } = newKey({ ...old, createdAtMs: nowMs, captureUntilMs: null });
        await keys.insert(stored);
        const endMs = nowMs + overlapMinutes * MINUTE_MS;
        if (overlapMinutes === 0) await keys.revoke(id, nowMs);
        else await keys.update(id, { expiresAtMs: Math.min(old.expiresAtMs ?? Infinity, endMs) });
        const details = { newKey: stored.id, overlapMinutes };
        return {
          result: { ...toKey(stored), key },
          entries: [entry('key.rotated', { target: old, by: by.actor, details })],
        };
      });
      access.forget();
      return created;
    },
    async revoke(id, by) {
      const revoked = await storage.act(by.actor, async ({ keys }) => {
        const before = await find(keys, id, by);
        if (before.revokedAtMs !== null) return { result: before, entries: [] };
        const revokedAtMs = Date.now();
        await keys.revoke(id, revokedAtMs);
        const result = { ...before, revokedAtMs };
        return { result, entries: [entry('key.revoked', { target: before, by: by.actor, details: {} })] };
      });
      access.forget();
      return toKey(revoked);
    },
  };
}

const HOUR_MS = 3_600_000;

const isCaptured = ({ captureUntilMs }: Pick<StoredKey, 'captureUntilMs'>, atMs: number): boolean =>
  captureUntilMs !== null && captureUntilMs > atMs;

/** Until when bodies are kept; undefined: as it was. Another owner has not asked for it. */
function captureUntil(
  before: StoredKey,
  { captureHours, owner }: Pick<KeyPatch, 'captureHours' | 'owner'>,
): number | null | undefined {
  if (captureHours !== undefined) return captureHours === null ? null : Date.now() + captureHours * HOUR_MS;
  return owner === undefined || owner === before.owner ? undefined : null;
}

function captureEntries(before: StoredKey, after: StoredKey, by: Doer): NewAuditEntry[] {
  const { captureUntilMs } = after;
  if (captureUntilMs === before.captureUntilMs) return [];
  if (captureUntilMs !== null) {
    return [
      entry('key.capture_started', { target: after, by: by.actor, details: { until: toInstant(captureUntilMs) } }),
    ];
  }
  return isCaptured(before, Date.now())
    ? [entry('key.capture_ended', { target: after, by: by.actor, details: {} })]
    : [];
}

const onlyAdmin = (field: string) =>
  new ApiError('invalid_parameter', `'${field}': only an admin may choose another one than your own.`, {
    param: field,
  });

const entry = entriesAbout('key', Date.now);

const toMs = (instant: string | null | undefined): number | null => (instant ? Date.parse(instant) : null);
const toInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const toKey = (stored: StoredKey): Key => ({
  id: stored.id,
  name: stored.name,
  owner: stored.owner,
  plan: stored.plan,
  models: stored.models === null ? null : [...stored.models],
  routes: stored.routes === null ? null : [...stored.routes],
  limits: stored.limits,
  expiresAt: toInstant(stored.expiresAtMs),
  captureUntil: toInstant(isCaptured(stored, Date.now()) ? stored.captureUntilMs : null),
  revokedAt: toInstant(stored.revokedAtMs),
  createdAt: new Date(stored.createdAtMs).toISOString(),
  prefix: KEY_PREFIX + stored.id,
  lastFour: stored.lastFour,
});
