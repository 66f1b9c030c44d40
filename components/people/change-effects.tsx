'use client';
import { useTranslations } from 'next-intl';
import type { Key } from '#lib/contract/keys.ts';
import type { Person } from '#lib/contract/people.ts';
import { stateOf } from '#lib/domain/keys/state.ts';

interface ChangeEffectsProps {
  person: Person;
  isSelf: boolean;
  wish: Pick<Person, 'role' | 'plan'>;
  /** All of the person's. */
  keys: readonly Key[];
}

/** What else becomes of a person with another role or plan, before it is saved. */
export function ChangeEffects({ person, isSelf, wish, keys }: ChangeEffectsProps) {
  const t = useTranslations('people.change');
  const { name, role, plan, sessions } = person;
  const live = keys.filter((key) => ['valid', 'expires'].includes(stateOf(key, Date.now())));
  const count = live.length;
  const isOtherRole = wish.role !== role;
  const effects = [
    isOtherRole && isSelf && t('selfSignsOut'),
    isOtherRole && isSelf && t('selfLeaves'),
    isOtherRole && !isSelf && sessions > 0 && t('sessionsEnd', { name, count: sessions }),
    isOtherRole && wish.role === 'viewer' && count > 0 && t('keysStop', { name, count }),
    isOtherRole && role === 'viewer' && count > 0 && t('keysResume', { name, count }),
    wish.plan !== plan && live.some((key) => key.plan === plan) && t('keysMove', { name }),
  ].filter((effect) => effect !== false);
  return (
    // Always there: of a status that comes with its words nobody hears.
    <div role="status" className="empty:hidden">
      {effects.length > 0 && (
        <ul className="flex flex-col gap-1 rounded-control bg-warning-soft px-3 py-2 text-ui">
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
