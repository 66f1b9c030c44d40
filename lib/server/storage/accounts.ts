import type { EndpointId } from '#lib/contract/endpoints.ts';
import type { LimitsWrite, Plan, PlanLimits } from '#lib/contract/plans.ts';

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
  /** Until then bodies of its calls are kept; `null`: they are not. */
  readonly captureUntilMs: number | null;
}

/** What of a key may be changed; what is left out, of its limits too, stays as it is. */
export interface KeyChange extends Partial<Readonly<Undefinable<ChangeableKey>>> {
  readonly limits?: LimitsWrite | undefined;
}

type ChangeableKey = Pick<
  StoredKey,
  'name' | 'owner' | 'plan' | 'models' | 'routes' | 'expiresAtMs' | 'captureUntilMs'
>;
type Undefinable<T> = { [Name in keyof T]: T[Name] | undefined };

/** What of a plan may be changed; what is left out, of its limits too, stays as it is. */
export interface PlanChange {
  readonly name?: string | undefined;
  readonly limits?: LimitsWrite | undefined;
  readonly pool?: LimitsWrite | undefined;
}

/** The setting that holds which plan calls without a key are on. */
export const LOCAL_PLAN_SETTING = 'local_plan';

export interface KeyStore {
  find(id: string): Promise<StoredKey | undefined>;
  /** Oldest first. */
  list(): Promise<StoredKey[]>;
  insert(key: StoredKey): Promise<void>;
  /** Changes what is given and nothing else, whatever is changed at the same time. @returns undefined when there is none */
  update(id: string, change: KeyChange): Promise<StoredKey | undefined>;
  /** Moves those of an owner from one plan to another. @returns how many */
  move(owner: string, plans: { readonly from: string; readonly to: string }): Promise<number>;
  /** For good; the first instant stays. @param atMs Unix milliseconds */
  revoke(id: string, atMs: number): Promise<void>;
}

export interface PlanStore {
  list(): Promise<Plan[]>;
  /** @returns false when the id is taken */
  insert(plan: Plan): Promise<boolean>;
  /** Changes what is given and nothing else, whatever is changed at the same time. @returns undefined when there is none */
  update(id: string, change: PlanChange): Promise<Plan | undefined>;
  /** @returns false when there is none, it came with the console, or keys, people, invitations of new people or calls without a key are on it */
  remove(id: string): Promise<boolean>;
}

/** Single values that outlast the process. */
export interface SettingStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}
