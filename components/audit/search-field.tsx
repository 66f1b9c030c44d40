'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { FIELD, Field } from '#components/ui/field.tsx';

/** After the last key: what is searched through is not small. */
const PAUSE_MS = 300;

interface SearchFieldProps {
  /** What is searched for. */
  value: string;
  onSearch: (text: string) => void;
}

/** Searches once somebody pauses. */
export function SearchField({ value, onSearch }: SearchFieldProps) {
  const t = useTranslations('audit.filters');
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // Another search than the one that was typed here: the filters were cleared, or a link was followed.
    if (value !== sent.current) setDraft(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    const text = draft.trim();
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onSearch(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, onSearch]);
  return (
    <Field label={t('text')}>
      {(ids) => (
        <input
          {...ids}
          type="search"
          maxLength={100}
          placeholder={t('textPlaceholder')}
          value={draft}
          onChange={({ target }) => setDraft(target.value)}
          className={FIELD}
        />
      )}
    </Field>
  );
}
