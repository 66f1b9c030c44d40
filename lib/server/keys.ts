import { randomBytes } from 'node:crypto';
import { ApiError } from '#lib/contract/errors.ts';
import {
  type Key,
  type KeyCreate,
  type KeyCreated,
  type KeyPatch,
  type KeyRotate,
  LOCAL_OWNER,
} from '#lib/contract/keys.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import { formatKey, KEY_BYTES, KEY_PREFIX } from '#lib/domain/keys/key.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import type { Access } from './access.ts';
import type { KeyStore, StoredKey } from './storage/accounts.ts';

/** What an admin does with virtual keys; each change counts from the next call on. */
export interface KeyAdmin {
  list(): Promise<Key[]>;
  /** @throws ApiError 404 */
  get(id: string): Promise<Key>;
  /** The key is in this answer and nowhere else. @throws ApiError 400 for a plan that does not exist */
  create(wish: KeyCreate): Promise<KeyCreated>;
  /** @throws ApiError 400, 404 */
  update(id: string, wish: KeyPatch): Promise<Key>;
  /**
   * A new key with the rights, the limits and the expiry of one that is in use; that one is valid for the overlap still.
   * The new key is in this answer and nowhere else.
   *
   * @throws ApiError 404, or 409 `conflict` for one that is not valid any more
   */
  rotate(id: string, wish: KeyRotate): Promise<KeyCreated>;
  /** For good: what was revoked does not come back. @throws ApiError 404 */
  revoke(id: string): Promise<Key>;
}

const LAST_SHOWN = 4;
const MINUTE_MS = 60_000;

/** All of a key that another one can have as well. */
type KeyMatter = Omit<StoredKey, 'id' | 'hash' | 'lastFour' | 'revokedAtMs'>;

export function createKeyAdmin({ keys, access }: { readonly keys: KeyStore; readonly access: Access }): KeyAdmin {
  const checkFound = (stored: StoredKey | undefined): StoredKey => {
    if (stored === undefined) throw new ApiError('not_found', 'There is no such key.');
    return stored;
  };
  const newKey = (about: KeyMatter): { stored: StoredKey; key: string } => {
    const { id, key } = formatKey(randomBytes(KEY_BYTES));
    const own = { id, hash: access.hash(key), lastFour: key.slice(-LAST_SHOWN), revokedAtMs: null };
    return { stored: { ...about, ...own }, key };
  };
  const checkPlan = async (plan: string): Promise<void> => {
    if ((await access.plan(plan)) === undefined) {
      throw new ApiError('invalid_parameter', `'plan': there is no plan '${plan}'.`, { param: 'plan' });
    }
  };

  /** Writes a key that is to be on a plan. @throws ApiError 400 when there is none, or none any more */
  const onPlan = async <T>(plan: string | undefined, write: () => Promise<T>): Promise<T> => {
    if (plan !== undefined) await checkPlan(plan);
    try {
      return await write();
    } catch (error) {
      // Another process may have deleted it since plans were asked for.
      access.forget();
      if (plan !== undefined) await checkPlan(plan);
      throw error;
    }
  };

  return {
    list: async () => (await keys.list()).map(toKey),
    get: async (id) => toKey(checkFound(await keys.find(id))),
    async create(wish) {
      const { stored, key } = newKey({
        owner: wish.owner ?? LOCAL_OWNER,
        name: wish.name,
        plan: wish.plan,
        models: wish.models ?? null,
        routes: wish.routes ?? null,
        limits: writeLimits(NO_LIMITS, wish.limits),
        expiresAtMs: toMs(wish.expiresAt),
        createdAtMs: Date.now(),
      });
      await onPlan(wish.plan, () => keys.insert(stored));
      access.forget();
      return { ...toKey(stored), key };
    },
    async update(id, { expiresAt, ...change }) {
      const expiresAtMs = expiresAt === undefined ? undefined : toMs(expiresAt);
      const stored = checkFound(await onPlan(change.plan, () => keys.update(id, { ...change, expiresAtMs })));
      access.forget();
      return toKey(stored);
    },
    async rotate(id, { overlapMinutes }) {
      const old = checkFound(await keys.find(id));
      const nowMs = Date.now();
      if (old.revokedAtMs !== null || (old.expiresAtMs ?? Infinity) <= nowMs) {
        throw new ApiError('conflict', 'This key is not valid any more: make a new one instead.');
      }
      const { stored, key } = newKey({ ...old, createdAtMs: nowMs });
      await onPlan(old.plan, () => keys.insert(stored));
      const endMs = nowMs + overlapMinutes * MINUTE_MS;
      // The new one is there by now: whatever fails here, nobody is left without.
      if (overlapMinutes === 0) await keys.revoke(id, nowMs);
      else await keys.update(id, { expiresAtMs: Math.min(old.expiresAtMs ?? Infinity, endMs) });
      access.forget();
      return { ...toKey(stored), key };
    },
    async revoke(id) {
      await keys.revoke(id, Date.now());
      access.forget();
      return toKey(checkFound(await keys.find(id)));
    },
  };
}

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
  revokedAt: toInstant(stored.revokedAtMs),
  createdAt: new Date(stored.createdAtMs).toISOString(),
  prefix: KEY_PREFIX + stored.id,
  lastFour: stored.lastFour,
});
