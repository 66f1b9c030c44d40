'use client';
import { BellOff, BellRing, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';

/** What may be done to a rule or a webhook. */
export interface ItemActs {
  readonly change: () => void;
  /** On or off, whichever it is not. */
  readonly turn: () => void;
  readonly remove: () => void;
}

interface ActButtonsProps {
  item: { readonly name: string; readonly enabled: boolean };
  acts: ItemActs;
}

export const ICON = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const;

/** One for each, named after what it is done to. */
export function ActButtons({ item: { name, enabled }, acts }: ActButtonsProps) {
  const t = useTranslations('alerts.acts');
  return (
    <>
      <IconButton label={t('change', { name })} onClick={acts.change}>
        <Pencil {...ICON} />
      </IconButton>
      <IconButton label={t(enabled ? 'turnOff' : 'turnOn', { name })} onClick={acts.turn}>
        {enabled ? <BellOff {...ICON} /> : <BellRing {...ICON} />}
      </IconButton>
      <IconButton label={t('remove', { name })} onClick={acts.remove}>
        <Trash2 {...ICON} />
      </IconButton>
    </>
  );
}
