'use client';
import { useLocale } from 'next-intl';
import type { ReactNode } from 'react';
import en from '#lib/i18n/messages/en/commands.json';
import enShell from '#lib/i18n/messages/en/shell.json';
import zh from '#lib/i18n/messages/zh/commands.json';
import zhShell from '#lib/i18n/messages/zh/shell.json';
import { MoreMessages } from './more-messages.tsx';

/** In both languages: a command is found by its name in either. */
export const COMMAND_WORDS = { zh, en } as const;

export const SECTION_NAMES = { zh: zhShell.nav, en: enShell.nav } as const;

const MESSAGES = { zh: { commands: zh }, en: { commands: en } } as const;

/** Gives the palette and the list of shortcuts their words, which come with them and not with a page. */
export function CommandMessages({ children }: { children: ReactNode }) {
  return <MoreMessages messages={MESSAGES[useLocale()]}>{children}</MoreMessages>;
}
