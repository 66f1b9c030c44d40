'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { SearchField } from '#components/ui/filters.tsx';

/** After the last key: what is searched through is not small. */
const PAUSE_MS = 300;

interface PausingSearchProps {
  /** What is searched for. */
  value: string;
  onSearch: (text: string) => void;
}

/** Searches once somebody pauses. */
export function PausingSearch({ value, onSearch }: PausingSearchProps) {
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
    <SearchField
      label={t('text')}
      placeholder={t('textPlaceholder')}
      maxLength={100}
      value={draft}
      onChange={setDraft}
    />
  );
}
