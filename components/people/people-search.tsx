'use client';
import { useTranslations } from 'next-intl';
import { FIELD } from '#components/ui/field.tsx';

interface PeopleSearchProps {
  value: string;
  /** So many people match. */
  found: number;
  onChange: (value: string) => void;
}

export function PeopleSearch({ value, found, onChange }: PeopleSearchProps) {
  const t = useTranslations('people.page');
  return (
    <div className="flex flex-wrap items-center gap-3">
      <input
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className={`${FIELD} max-w-sm`}
      />
      <p role="status" className="text-meta text-muted">
        {found === 0 ? t('nobody') : t('found', { count: found })}
      </p>
    </div>
  );
}
