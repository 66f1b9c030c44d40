'use client';
import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { provideCommands } from '#lib/client/commands.ts';
import type { Model } from '#lib/contract/models.ts';
import { ModelButton } from './model-button.tsx';
import { isFault, isSandbox, useModels } from './use-models.ts';

const matches = (model: Model, query: string) => model.id.toLowerCase().includes(query.trim().toLowerCase());

/** The models with a search; the sandbox's simulated faults are folded away until they are asked for. */
export function ModelCombobox() {
  const t = useTranslations('chat.model');
  const { models, model, isPending, isError, refetch } = useModels();
  const setModel = useChat((state) => state.setModel);
  const [open, setOpen] = useState(true);
  useEffect(() => provideCommands({ chooseModel: { run: () => setOpen(true) } }), []);
  const [query, setQuery] = useState('');
  const [faultsOpen, setFaultsOpen] = useState(model !== undefined && isFault(model));

  const faults = models.filter(isFault);
  const showsFaults = faultsOpen || query.trim() !== '';
  const listed = models.filter((candidate) => showsFaults || !isFault(candidate));
  const found = listed.filter((candidate) => matches(candidate, query));
  const typed = query.trim();

  const choose = (id: string) => {
    setModel(id);
    setOpen(false);
  };

  return (
    <Combobox.Root
      items={listed}
      filteredItems={found}
      value={model ?? null}
      open={open}
      onOpenChange={setOpen}
      inputValue={query}
      onInputValueChange={setQuery}
      onValueChange={(chosen) => chosen !== null && choose(chosen.id)}
      itemToStringLabel={(item) => item.id}
      isItemEqualToValue={(a, b) => a.id === b.id}
      autoHighlight
    >
      <Combobox.Trigger render={<ModelButton />} />
      <Combobox.Portal>
        <Combobox.Positioner align="end" sideOffset={4} className="z-20">
          <Combobox.Popup
            aria-label={t('choose')}
            className="flex max-h-[min(420px,var(--available-height))] w-80 max-w-[calc(100vw-16px)] flex-col rounded-card border border-line bg-panel shadow-float"
          >
            <Combobox.Input
              aria-label={t('search')}
              placeholder={t('search')}
              className="h-10 shrink-0 border-b border-line-soft bg-transparent px-3 text-ui outline-none pointer-coarse:h-11"
            />
            <Combobox.Empty className="text-meta text-muted not-empty:p-3">
              {isPending ? t('loading') : isError ? t('failed') : t('none')}
            </Combobox.Empty>
            {isError && (
              <Button size="compact" className="m-2 mt-0 self-start" onClick={() => refetch()}>
                {t('retry')}
              </Button>
            )}
            <Combobox.List className="min-h-0 overflow-y-auto overscroll-contain not-empty:p-1">
              {(item: Model) => <ModelItem key={item.id} model={item} />}
            </Combobox.List>
            {typed !== '' && found.length === 0 && (
              <Button look="quiet" className="m-1 mt-0 justify-start" onClick={() => choose(typed)}>
                {t('useTyped', { id: typed })}
              </Button>
            )}
            {faults.length > 0 && typed === '' && (
              <button
                type="button"
                aria-expanded={faultsOpen}
                onClick={() => setFaultsOpen(!faultsOpen)}
                className="flex h-9 shrink-0 items-center gap-1.5 border-t border-line-soft px-3 text-left text-meta text-muted hover:text-text pointer-coarse:h-11"
              >
                {faultsOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                {faultsOpen ? t('hideFaults') : t('showFaults', { count: faults.length })}
              </button>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function ModelItem({ model }: { model: Model }) {
  const t = useTranslations('chat.model');
  return (
    <Combobox.Item
      value={model}
      className="flex min-h-8 items-center gap-2 rounded-control px-2 py-1 data-highlighted:bg-hover pointer-coarse:min-h-11"
    >
      <span className="flex size-4 shrink-0 items-center text-accent">
        <Combobox.ItemIndicator>
          <Check size={14} aria-hidden />
        </Combobox.ItemIndicator>
      </span>
      <span className="min-w-0 grow break-all">{model.id}</span>
      {isFault(model) && <span className="shrink-0 text-meta text-faint">{t('faults')}</span>}
      {isSandbox(model) && <SandboxMark />}
      {model.context_length !== undefined && !isFault(model) && (
        <span
          className="shrink-0 text-meta text-faint tabular-nums"
          title={t('context', { count: model.context_length })}
        >
          {Math.round(model.context_length / 1024)}K
        </span>
      )}
    </Combobox.Item>
  );
}
