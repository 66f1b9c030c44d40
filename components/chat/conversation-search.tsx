'use client';
import { Search, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { Nothing } from '#components/ui/nothing.ts';
import { classNames } from '#lib/std/class-names.ts';

const ConversationHits = dynamic(() => import('./conversation-hits.tsx').then((module) => module.ConversationHits), {
  loading: Nothing,
});

interface ConversationSearchProps {
  query: string;
  onQuery: (query: string) => void;
  onChosen: () => void;
}

/** Finds what was said, by its words. */
export function ConversationSearch({ query, onQuery, onChosen }: ConversationSearchProps) {
  const t = useTranslations('chat.conversations');
  return (
    <search className={query.trim() === '' ? 'shrink-0' : 'flex min-h-0 grow flex-col'}>
      <div className="relative shrink-0 px-2 pb-2">
        <Search
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="absolute top-2 left-4.5 text-faint pointer-coarse:top-3.5"
        />
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            event.stopPropagation();
            onQuery('');
          }}
          className={classNames(
            'h-7.5 w-full rounded-control border border-line bg-panel [&::-webkit-search-cancel-button]:hidden pl-7.5 text-ui pointer-coarse:h-11',
            query === '' ? 'pr-2' : 'pr-8 pointer-coarse:pr-11',
          )}
        />
        {query !== '' && (
          <span className="absolute top-0.25 right-2.25 pointer-coarse:top-0">
            <IconButton compact label={t('clear')} onClick={() => onQuery('')}>
              <X size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </span>
        )}
      </div>
      {query.trim() !== '' && <ConversationHits query={query.trim()} onChosen={onChosen} />}
    </search>
  );
}
