'use client';
import { Command } from 'cmdk';
import { MessageSquare, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { Keycaps } from '#components/ui/keycaps.tsx';
import { useModal } from '#components/ui/use-modal.ts';
import { isApple } from '#lib/client/platform.ts';
import { recentCommands, rememberCommand } from '#lib/client/recent-commands.ts';
import { matchesShortcut, SHORTCUTS } from '#lib/client/shortcuts.ts';
import type { Session } from '#lib/contract/people.ts';
import { matchNames } from '#lib/domain/commands/match.ts';
import { CommandMessages } from './command-messages.tsx';
import type { SectionName } from './navigation.tsx';
import { type PaletteEntry, usePaletteEntries } from './palette-entries.ts';
import { useFound } from './use-found.ts';

interface PaletteProps {
  sections: readonly SectionName[];
  session: Session;
  onClose: () => void;
}

/** Everything by name: pages, commands, and what sources find. */
export function Palette(props: PaletteProps) {
  return (
    <CommandMessages>
      <PaletteDialog {...props} />
    </CommandMessages>
  );
}

function PaletteDialog({ sections, session, onClose }: PaletteProps) {
  const t = useTranslations('commands');
  const dialog = useModal();
  const [query, setQuery] = useState('');
  const entries = usePaletteEntries({ sections, session });
  const groups = useGroups(entries, query);
  const { found, searching } = useFound(query);
  const count = groups.reduce((sum, { shown }) => sum + shown.length, 0);
  const total = found.reduce((sum, { items }) => sum + items.length, count);

  const choose = (run: () => void) => {
    // Closed first: the focus goes back to where it was, and the command may move it on.
    flushSync(onClose);
    run();
  };

  return (
    <dialog
      ref={dialog}
      aria-label={t('label')}
      onClose={onClose}
      {...{ closedby: 'any' }}
      onKeyDown={(event) => {
        // Closed it stays in the page for a moment, with the focus: the same keys then open the next one.
        if (!event.currentTarget.open) return;
        if (!matchesShortcut(SHORTCUTS.openPalette[0], event.nativeEvent, isApple())) return;
        event.preventDefault();
        onClose();
      }}
      className="mt-[max(12px,min(14dvh,120px))] w-[min(600px,calc(100vw-24px))] max-w-none overflow-hidden rounded-composer border border-line bg-panel text-text shadow-float"
    >
      <Command
        label={t('label')}
        shouldFilter={false}
        vimBindings={false}
        className="flex max-h-[min(480px,72dvh)] flex-col outline-none"
      >
        <div className="flex shrink-0 items-center gap-2.5 border-b border-line-soft px-4">
          <Search size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
          <Command.Input
            data-focus-first
            enterKeyHint="go"
            value={query}
            onValueChange={setQuery}
            placeholder={t('placeholder')}
            className="h-12 min-w-0 grow bg-transparent text-prose outline-none"
          />
          <Keycaps shortcut="Escape" />
        </div>
        <Command.List
          aria-label={t('label')}
          className="min-h-0 grow scroll-py-2 overflow-y-auto overscroll-contain not-empty:px-2 not-empty:pb-2"
        >
          {groups.map(({ heading, mixed, shown }) => (
            <PaletteGroup key={heading} heading={heading}>
              {shown.map((entry) => (
                <PaletteItem
                  key={entry.id}
                  entry={entry}
                  grouped={!mixed}
                  onChoose={() => {
                    rememberCommand(entry.id);
                    choose(entry.run);
                  }}
                />
              ))}
            </PaletteGroup>
          ))}
          {found
            .filter(({ items }) => items.length > 0)
            .map(({ source, items }) => (
              <PaletteGroup key={source.id} heading={source.heading}>
                {items.map(({ id, label, hint, run }) => (
                  <Row key={id} value={`${source.id}:${id}`} onSelect={() => choose(run)}>
                    <MessageSquare size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
                    <span className="min-w-0 grow truncate">{label}</span>
                    {hint !== undefined && (
                      <span className="max-w-[50%] shrink-0 truncate text-meta text-faint">{hint}</span>
                    )}
                  </Row>
                ))}
              </PaletteGroup>
            ))}
        </Command.List>
        <p role="status" className={total === 0 ? 'px-4 py-6 text-center text-ui text-muted' : 'sr-only'}>
          {searching ? t('searching') : total === 0 ? t('none') : query.trim() !== '' && t('results', { count: total })}
        </p>
      </Command>
    </dialog>
  );
}

interface Group {
  readonly heading: string;
  /** Its entries come from several groups, so each says from which. */
  readonly mixed: boolean;
  readonly shown: readonly PaletteEntry[];
}

/** Without a query everything by its group, after what was used lately; with one what fits, best first. */
function useGroups(entries: readonly PaletteEntry[], query: string): readonly Group[] {
  const t = useTranslations('commands');
  const [recent] = useState(recentCommands);
  if (query.trim() === '') {
    const lately = recent.flatMap((id) => entries.filter((entry) => entry.id === id));
    const others = entries.filter((entry) => !lately.includes(entry));
    const groups = [...new Set(others.map(({ group }) => group))].map((heading) => ({
      heading,
      mixed: false,
      shown: others.filter(({ group }) => group === heading),
    }));
    return lately.length === 0 ? groups : [{ heading: t('recent'), mixed: true, shown: lately }, ...groups];
  }
  const rank = ({ id }: PaletteEntry) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  const shown = entries
    .map((entry) => ({ entry, score: matchNames(query, entry.names) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || rank(a.entry) - rank(b.entry))
    .map(({ entry }) => entry);
  return shown.length === 0 ? [] : [{ heading: t('commands'), mixed: true, shown }];
}

function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="pt-2 [&>[cmdk-group-heading]]:px-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:text-meta [&>[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

interface PaletteItemProps {
  entry: PaletteEntry;
  /** It stands below the name of its group. */
  grouped: boolean;
  onChoose: () => void;
}

function PaletteItem({ entry: { id, names, group, Icon, shortcut }, grouped, onChoose }: PaletteItemProps) {
  return (
    <Row value={id} onSelect={onChoose}>
      <Icon size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 grow truncate">{names[0]}</span>
      {!grouped && (
        <span aria-hidden className="shrink-0 text-meta text-faint">
          {group}
        </span>
      )}
      {shortcut !== undefined && <Keycaps shortcut={shortcut} />}
    </Row>
  );
}

function Row({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 items-center gap-2.5 rounded-control px-2 text-ui data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent pointer-coarse:min-h-11"
    >
      {children}
    </Command.Item>
  );
}
