'use client';
import { useTranslations } from 'next-intl';
import type { KeyListed } from '#lib/contract/key-use.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { Viewer } from './viewer.ts';

/** What an owner is called: a person by their name, what belongs to nobody of a team by a word of its own. */
export function useOwnerName({ mode }: Pick<Viewer, 'mode'>) {
  const t = useTranslations('keys.owner');
  return ({ owner, ownerName }: Pick<KeyListed, 'owner' | 'ownerName'>): string =>
    ownerName ?? (mode === 'team' && owner === LOCAL_OWNER ? t('installation') : owner);
}
