import { useEffect, useRef, useState } from 'react';

/** After the last key: what is searched through is not small. */
const PAUSE_MS = 300;

/**
 * What somebody types, and is taken once they pause.
 *
 * @param value what was taken
 * @returns what stands there, and what changes it
 */
export function usePausing(value: string, onTake: (text: string) => void): [string, (text: string) => void] {
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // Another one than was typed here: the filters were cleared, or a link was followed.
    if (value !== sent.current) setDraft(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    const text = draft.trim();
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onTake(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, onTake]);
  return [draft, setDraft];
}
