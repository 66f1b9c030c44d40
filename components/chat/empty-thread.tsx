'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { chatModelsQuery } from '#lib/client/models.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { useModels } from './use-models.ts';

interface EmptyThreadProps {
  /** Questions that work where they are asked; one press sends one. */
  examples: readonly string[];
  connection: ConnectionName;
}

export function EmptyThread({ examples, connection: { kind, name } }: EmptyThreadProps) {
  const t = useTranslations('chat.empty');
  const tModel = useTranslations('chat.model');
  const { modelId } = useModels();
  const { isError, isFetching, refetch } = useQuery(chatModelsQuery);
  const { send } = useChat.getState();
  return (
    <div className="mx-auto flex min-h-full max-w-[760px] flex-col justify-center px-4 py-8 sm:px-6">
      <h2 className="flex items-center gap-2 text-display">
        {t('title')}
        {kind === 'sandbox' && <SandboxMark />}
      </h2>
      <p className="mt-2 max-w-[60ch] text-prose text-muted">{kind === 'remote' ? t('remote', { name }) : t(kind)}</p>
      {isError && kind !== 'none' && (
        <div role="alert" className="mt-4 flex flex-wrap items-center gap-3 rounded-card bg-danger-soft px-3.5 py-2.5">
          <TriangleAlert size={16} strokeWidth={1.75} aria-hidden className="shrink-0 text-danger" />
          <span className="grow">
            {tModel('failed')} {tModel('failedHelp')}
          </span>
          <Button size="compact" disabled={isFetching} onClick={() => void refetch()}>
            {tModel('retry')}
          </Button>
        </div>
      )}
      {kind !== 'none' && <h3 className="mt-6 mb-2 text-meta text-faint">{t('examples')}</h3>}
      <ul className="flex flex-col gap-2">
        {(kind === 'none' ? [] : examples).map((example) => (
          <li key={example}>
            <button
              type="button"
              disabled={modelId === ''}
              onClick={() => send(example, modelId)}
              className="group flex min-h-11 w-full items-center gap-3 rounded-card border border-line px-3.5 py-2 text-left text-ui transition-colors duration-120 hover:border-line-control hover:bg-hover disabled:opacity-60"
            >
              <span className="grow">{example}</span>
              <ArrowUp
                size={16}
                strokeWidth={1.5}
                aria-hidden
                className="shrink-0 rotate-90 text-faint transition-transform duration-120 group-hover:translate-x-0.5 group-hover:text-accent"
              />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
