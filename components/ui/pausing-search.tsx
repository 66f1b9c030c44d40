'use client';
import { SearchField } from './filters.tsx';
import { usePausing } from './use-pausing.ts';

interface PausingSearchProps {
  label: string;
  placeholder: string;
  /** In characters. */
  maxLength: number;
  /** What is searched for. */
  value: string;
  onSearch: (text: string) => void;
}

/** Searches once somebody pauses. */
export function PausingSearch({ value, onSearch, ...field }: PausingSearchProps) {
  const [draft, setDraft] = usePausing(value, onSearch);
  return <SearchField {...field} value={draft} onChange={setDraft} />;
}
