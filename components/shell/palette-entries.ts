'use client';
import {
  Box,
  Cable,
  CircleStop,
  Copy,
  Cpu,
  Download,
  ImagePlus,
  Keyboard,
  Languages,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Palette,
  PanelLeft,
  PenLine,
  RotateCw,
  ScanFace,
  Search,
  SlidersHorizontal,
  SquarePen,
  Sun,
  Tags,
  Type,
  UserRound,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { availableCommand, COMMANDS, type CommandId, type Commands } from '#lib/client/commands.ts';
import { savePreferences } from '#lib/client/preferences.ts';
import { hasShortcut, SHORTCUTS } from '#lib/client/shortcuts.ts';
import { leaveConsole } from '#lib/client/sign-out.ts';
import { chooseTheme } from '#lib/client/theme.ts';
import type { Session } from '#lib/contract/people.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { COMMAND_WORDS, SECTION_NAMES } from './command-messages.tsx';
import { SECTIONS, type SectionName } from './navigation.tsx';

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  /** What it stands below while nothing is searched. */
  readonly group: string;
  /** What is shown first, what finds it besides after that, in both languages. */
  readonly names: readonly [string, ...string[]];
  readonly Icon: LucideIcon;
  readonly shortcut?: string | undefined;
  readonly run: () => void;
}

const ICONS: Readonly<Record<CommandId, LucideIcon>> = {
  newChat: SquarePen,
  focusComposer: PenLine,
  stop: CircleStop,
  regenerate: RotateCw,
  copyAnswer: Copy,
  chooseModel: Cpu,
  toggleParameters: SlidersHorizontal,
  toggleConversations: PanelLeft,
  exportChat: Download,
  addPicture: ImagePlus,
  toggleObjects: Box,
  toggleLabels: Tags,
  toggleText: Type,
  toggleFaces: ScanFace,
  toggleColors: Palette,
  themeSystem: Monitor,
  themeLight: Sun,
  themeDark: Moon,
  languageZh: Languages,
  languageEn: Languages,
  openPalette: Search,
  openShortcuts: Keyboard,
  connect: Cable,
  account: UserRound,
  signOut: LogOut,
};

/** The page's language first. */
function inBoth<Word>(locale: Locale, pick: (locale: Locale) => Word): [Word, Word] {
  return locale === 'zh' ? [pick('zh'), pick('en')] : [pick('en'), pick('zh')];
}

interface Context {
  readonly sections: readonly SectionName[];
  readonly session: Session;
}

/** What can be done from here, as things stood when the palette opened. */
export function usePaletteEntries({ sections, session }: Context): readonly PaletteEntry[] {
  const t = useTranslations('commands');
  const locale = useLocale();
  const router = useRouter();

  const speak = (chosen: Locale): Commands =>
    chosen === locale
      ? {}
      : {
          [chosen === 'zh' ? 'languageZh' : 'languageEn']: {
            run: () => void savePreferences({ locale: chosen }).then(() => router.refresh()),
          },
        };

  const own: Commands = {
    themeSystem: { run: () => chooseTheme('system') },
    themeLight: { run: () => chooseTheme('light') },
    themeDark: { run: () => chooseTheme('dark') },
    ...speak('zh'),
    ...speak('en'),
    ...(session.person === null
      ? {}
      : { account: { run: () => router.push('/account') }, signOut: { run: () => void leaveConsole() } }),
  };

  const commandEntries = (group: keyof typeof COMMANDS): PaletteEntry[] =>
    COMMANDS[group].flatMap((id) => {
      const command = own[id] ?? availableCommand(id);
      if (command === undefined || id === 'openPalette') return [];
      const [name, other] = inBoth(locale, (language) => COMMAND_WORDS[language].names[id]);
      const keywords = inBoth(locale, (language) => COMMAND_WORDS[language].keywords[id]);
      const shortcut = hasShortcut(id) ? SHORTCUTS[id][0] : undefined;
      const { run } = command;
      return [{ id, group: t(`groups.${group}`), names: [name, other, ...keywords], Icon: ICONS[id], shortcut, run }];
    });

  const sectionEntries = SECTIONS.filter(({ name }) => sections.includes(name)).map(({ href, name, Icon }) => {
    const [shown, other] = inBoth(locale, (language) => SECTION_NAMES[language][name]);
    const keywords = inBoth(locale, (language) => COMMAND_WORDS[language].sections[name]);
    const names: PaletteEntry['names'] = [shown, other, ...keywords];
    return { id: `go:${name}`, group: t('go'), names, Icon, run: () => router.push(href) };
  });

  const [entries] = useState(() => [
    ...commandEntries('chat'),
    ...sectionEntries,
    ...commandEntries('look'),
    ...commandEntries('console'),
  ]);
  return entries;
}
