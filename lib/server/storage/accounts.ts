import type { EndpointId } from '#lib/contract/endpoints.ts';
import type { Plan, PlanLimits } from '#lib/contract/plans.ts';

/** A virtual key as it is kept: all but the key itself. */
export interface StoredKey {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly plan: string;
  /** HMAC-SHA256 of the whole key, in hex. */
  readonly hash: string;
  readonly lastFour: string;
  /** `null`: all. */
  readonly models: readonly string[] | null;
  readonly routes: readonly EndpointId[] | null;
  readonly limits: PlanLimits;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly createdAtMs: number;
}

export interface KeyStore {
  find(id: string): Promise<StoredKey | undefined>;
  /** Oldest first. */
  list(): Promise<StoredKey[]>;
  insert(key: StoredKey): Promise<void>;
  /** All but the id and the revocation. */
  update(key: StoredKey): Promise<void>;
  /** For good; the first instant stays. @param atMs Unix milliseconds */
  revoke(id: string, atMs: number): Promise<void>;
}

export interface PlanStore {
  list(): Promise<Plan[]>;
  /** @returns false when the id is taken */
  insert(plan: Plan): Promise<boolean>;
  update(plan: Plan): Promise<void>;
  /** @returns false when there is none, it came with the console, or a key is on it */
  remove(id: string): Promise<boolean>;
}

/** Single values that outlast the process. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}
