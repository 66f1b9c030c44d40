'use client';
import { useTranslations } from 'next-intl';
import type { Key } from '#lib/contract/keys.ts';
import { stateOf } from '#lib/domain/keys/state.ts';

/** More would make one card longer than the page. */
const MAX_SHOWN = 12;

/** How many keys are on a plan, and which. Those that are over have no calls to count, but they are still on it. */
export function KeysOnPlan({ keys }: { keys: readonly Key[] }) {
  const t = useTranslations('plans.card');
  const nowMs = Date.now();
  const usable = keys.filter((key) => ['valid', 'expires'].includes(stateOf(key, nowMs)));
  const over = keys.length - usable.length;
  const rest = usable.length - MAX_SHOWN;
  return (
    <div className="min-w-0 text-meta text-muted">
      {usable.length === 0 ? (
        <p>{t('noKeys')}</p>
      ) : (
        <details>
          <summary className="rounded-control pointer-coarse:py-2">{t('keys', { count: usable.length })}</summary>
          <ul className="mt-1 flex flex-col gap-0.5">
            {usable.slice(0, MAX_SHOWN).map(({ id, name, prefix, lastFour }) => (
              <li key={id} className="wrap-anywhere">
                {name} <code className="font-mono text-faint">{`${prefix}-…${lastFour}`}</code>
              </li>
            ))}
            {rest > 0 && <li>{t('more', { count: rest })}</li>}
          </ul>
        </details>
      )}
      {over > 0 && <p className="text-faint">{t('overKeys', { count: over })}</p>}
    </div>
  );
}
