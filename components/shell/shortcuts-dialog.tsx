'use client';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Keycaps } from '#components/ui/keycaps.tsx';
import { COMMANDS, type CommandGroup, isProvided } from '#lib/client/commands.ts';
import { hasShortcut, SHORTCUTS } from '#lib/client/shortcuts.ts';
import { CommandMessages } from './command-messages.tsx';

/** The shortcuts of what this page offers, from the table that the keys go by. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <CommandMessages>
      <ShortcutsList onClose={onClose} />
    </CommandMessages>
  );
}

function ShortcutsList({ onClose }: { onClose: () => void }) {
  const t = useTranslations('commands');
  const close = useTranslations('shell')('close');
  const rowsOf = (group: CommandGroup) =>
    COMMANDS[group]
      .filter(hasShortcut)
      .filter(isProvided)
      .map((id) => ({ name: t(`names.${id}`), shortcuts: SHORTCUTS[id] }));
  const parts = [
    { heading: t('shortcuts.anywhere'), rows: rowsOf('console') },
    { heading: t('shortcuts.chat'), rows: rowsOf('chat') },
    { heading: t('shortcuts.vision'), rows: rowsOf('vision') },
    {
      heading: t('shortcuts.writing'),
      rows: isProvided('focusComposer')
        ? [
            { name: t('shortcuts.send'), shortcuts: ['Enter', 'Mod+Enter'] },
            { name: t('shortcuts.newline'), shortcuts: ['Shift+Enter'] },
          ]
        : [],
    },
  ].filter(({ rows }) => rows.length > 0);
  return (
    <Dialog title={t('shortcuts.title')} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-5 p-4">
        {parts.map(({ heading, rows }) => (
          <section key={heading}>
            <h3 className="mb-1 text-meta font-normal text-faint">{heading}</h3>
            <dl>
              {rows.map(({ name, shortcuts }) => (
                <div
                  key={name}
                  className="flex min-h-9 items-center justify-between gap-4 border-b border-line-soft last:border-0"
                >
                  <dt className="min-w-0">{name}</dt>
                  <dd className="flex shrink-0 items-center gap-1.5 text-meta text-faint">
                    {shortcuts.map((shortcut, index) => (
                      <Fragment key={shortcut}>
                        {index > 0 && t('shortcuts.or')}
                        <Keycaps shortcut={shortcut} always />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {isProvided('focusComposer') && <p className="text-meta text-muted">{t('shortcuts.note')}</p>}
      </div>
    </Dialog>
  );
}
