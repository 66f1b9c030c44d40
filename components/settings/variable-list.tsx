'use client';
import { useTranslations } from 'next-intl';
import type { SettingsEnvironment, Variable, VariableState } from '#lib/contract/settings.ts';

interface VariableListProps {
  names: readonly Variable[];
  environment: SettingsEnvironment;
}

/** What holds now, and the variable that sets it. */
export function VariableList({ names, environment }: VariableListProps) {
  const t = useTranslations('settings.variables');
  const states = names.flatMap((name) => environment.variables.filter((variable) => variable.name === name));
  return (
    <dl className="flex flex-col divide-y divide-line-soft">
      {states.map((state) => (
        <div key={state.name} className="grid gap-x-4 gap-y-0.5 py-2 first:pt-0 last:pb-0 sm:grid-cols-[2fr_3fr]">
          <dt className="min-w-0">
            <span className="block text-ui">{t(`names.${state.name}`)}</span>
            <code className="block font-mono text-meta break-all text-faint">{state.name}</code>
          </dt>
          <dd className="min-w-0 text-ui break-words">
            <VariableValue state={state} secret={environment.secret} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface VariableValueProps {
  state: VariableState;
  secret: SettingsEnvironment['secret'];
}

/** What it means that these are not set. */
const UNSET_MEANS = [
  'DATABASE_URL',
  'REDIS_URL',
  'RUIJING_ORIGIN',
  'RUIJING_TIMEOUTS',
  'RUIJING_TRUSTED_PROXIES',
] as const;

function VariableValue({ state: { name, value, isSet }, secret }: VariableValueProps) {
  const t = useTranslations('settings.variables');
  if (name === 'RUIJING_SECRET' && !isSet)
    return <span className="text-muted">{t('secretFile', { file: secret.file })}</span>;
  if (value === null) {
    const meaning = UNSET_MEANS.find((one) => one === name);
    const words = isSet
      ? t('hidden')
      : meaning === undefined
        ? t('unset')
        : `${t('unset')} · ${t(`unsetMeans.${meaning}`)}`;
    return <span className="text-muted">{words}</span>;
  }
  return (
    <>
      <code className="font-mono text-[13px] break-all">{value}</code>
      {!isSet && <span className="text-meta text-faint"> · {t('default')}</span>}
    </>
  );
}
