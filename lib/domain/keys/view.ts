import type { KeyListed } from '#lib/contract/key-use.ts';
import { stateOf } from './state.ts';

/** `valid`: calls with it go through now; `over`: they are refused. */
export const STATE_FILTERS = ['valid', 'over'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** What of the list is shown. */
export interface KeysView {
  readonly text: string;
  /** Undefined: all. */
  readonly state: StateFilter | undefined;
}

export const WHOLE_VIEW: KeysView = { text: '', state: undefined };

/** So many can be looked over without a filter. */
export const FILTER_FROM = 9;

/** @param query of the page's address */
export const parseView = (query: Pick<URLSearchParams, 'get'>): KeysView => ({
  text: query.get('text') ?? '',
  state: STATE_FILTERS.find((state) => state === query.get('state')),
});

/** The way back from {@link parseView}, with the key that is open. */
export function toQuery({ text, state }: KeysView, key?: string): URLSearchParams {
  const query = new URLSearchParams();
  if (text !== '') query.set('text', text);
  if (state !== undefined) query.set('state', state);
  if (key !== undefined) query.set('key', key);
  return query;
}

/** Whether calls with a key go through. @param atMs Unix milliseconds */
export function works(key: Pick<KeyListed, 'revokedAt' | 'expiresAt' | 'barred'>, atMs: number): boolean {
  const state = stateOf(key, atMs);
  return key.barred === null && (state === 'valid' || state === 'expires');
}

/** The keys that a view shows, in their order. @param atMs Unix milliseconds */
export function viewKeys(keys: readonly KeyListed[], { text, state }: KeysView, atMs: number): KeyListed[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return keys.filter((key) => {
    if (state !== undefined && works(key, atMs) !== (state === 'valid')) return false;
    const { name, owner, ownerName, plan, prefix, lastFour } = key;
    const said = [name, owner, ownerName ?? '', plan, prefix, lastFour].join('\n').toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
