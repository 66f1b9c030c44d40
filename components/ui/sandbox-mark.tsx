import { useTranslations } from 'next-intl';

/** Stands beside every sandbox model wherever it is named. */
export function SandboxMark() {
  const t = useTranslations('shell');
  return <span className="rounded-[4px] bg-warning-soft px-1 text-meta text-warning">{t('sandbox')}</span>;
}
