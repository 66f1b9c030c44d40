'use client';
import { useEffect, useState } from 'react';
import { type CommandSource, type FoundItem, useCommandStore } from '#lib/client/commands.ts';

/** Long enough that a word typed at speed is one search, short enough not to be noticed. */
const PAUSE_MS = 120;

export interface Found {
  readonly source: CommandSource;
  readonly items: readonly FoundItem[];
}

/** What the page's sources find for a query; what an earlier one found is gone as soon as another is typed. */
export function useFound(query: string): { readonly found: readonly Found[]; readonly searching: boolean } {
  const sources = useCommandStore((state) => state.sources);
  const [outcome, setOutcome] = useState<{ query: string; found: readonly Found[] }>({ query: '', found: [] });
  const wanted = sources.length === 0 ? '' : query.trim();

  useEffect(() => {
    if (wanted === '') return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const found = await Promise.all(
        sources.map(async (source) => {
          // A source that cannot be asked finds nothing; the commands are there all the same.
          const items = await source.search(wanted, controller.signal).catch(() => []);
          return { source, items };
        }),
      );
      if (!controller.signal.aborted) setOutcome({ query: wanted, found });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [wanted, sources]);

  const current = outcome.query === wanted;
  return { found: current && wanted !== '' ? outcome.found : [], searching: wanted !== '' && !current };
}
