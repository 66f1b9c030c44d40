import type { EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';

/** Begins every key that this gateway issues; keys of other services never reach a comparison. */
export const KEY_PREFIX = 'rj-';

/** Crockford's alphabet without its look-alikes, five bits a letter. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LETTERS = 12;
/** 160 bits: nobody guesses it. */
const SECRET_LETTERS = 32;
export const KEY_BYTES = ID_LETTERS + SECRET_LETTERS;

const KEY = new RegExp(`^${KEY_PREFIX}([${ALPHABET}]{${ID_LETTERS}})-[${ALPHABET}]{${SECRET_LETTERS}}$`);

/**
 * A new key, `rj-<public id>-<secret>`.
 *
 * @param random {@link KEY_BYTES} bytes that nobody can foresee
 */
export function formatKey(random: Uint8Array): { id: string; key: string } {
  const letters = Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const id = letters.slice(0, ID_LETTERS);
  return { id, key: `${KEY_PREFIX}${id}-${letters.slice(ID_LETTERS)}` };
}

/** The public id in a key; undefined for what has not its form. */
export const idOfKey = (key: string): string | undefined => KEY.exec(key)?.[1];

const KEY_INSIDE = new RegExp(KEY.source.slice(1, -1));

/** Whether a text holds a key, wherever in it: what people type into the wrong field must not be kept. */
export const holdsKey = (text: string): boolean => text.includes(KEY_PREFIX) && KEY_INSIDE.test(text);

/** What decides whether a key may be used, and for what. */
export interface KeyRights {
  readonly models: readonly string[] | null;
  readonly routes: readonly EndpointId[] | null;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** Why its owner's keys do not work; `null`: they do. */
  readonly barred: 'disabled' | 'viewer' | null;
}

/** @throws ApiError 401 for a key that was revoked or has expired, 403 for one whose owner may not call models */
export function checkKeyIsLive({ revokedAtMs, expiresAtMs, barred }: KeyRights, atMs: number): void {
  if (revokedAtMs !== null) throw new ApiError('revoked_api_key', 'This key was revoked.');
  if (expiresAtMs !== null && expiresAtMs <= atMs) throw new ApiError('expired_api_key', 'This key has expired.');
  if (barred === 'disabled')
    throw new ApiError('account_disabled', 'The account that this key belongs to is disabled.');
  if (barred === 'viewer') {
    throw new ApiError('route_not_allowed', 'The person whom this key belongs to may look, not call models.');
  }
}

/** Whether a key may use a model. */
export const allowsModel = ({ models }: Pick<KeyRights, 'models'>, model: string): boolean =>
  models === null || models.includes(model);

/** @throws ApiError 403 for a route that the key is not for; the lists of models are open to every key */
export function checkRoute({ routes }: Pick<KeyRights, 'routes'>, endpoint: EndpointId): void {
  if (routes === null || endpoint === 'models.list' || endpoint === 'models.get') return;
  if (!routes.includes(endpoint)) {
    throw new ApiError('route_not_allowed', `This key may not call this endpoint; it is for ${routes.join(', ')}.`);
  }
}

/** @throws ApiError 403 for a model that the key is not for */
export function checkModel(rights: Pick<KeyRights, 'models'>, model: string): void {
  if (!allowsModel(rights, model)) {
    throw new ApiError('model_not_allowed', `This key may not use the model '${model}'.`, { param: 'model' });
  }
}
