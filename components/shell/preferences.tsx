'use client';
import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { savePreferences } from '#lib/client/preferences.ts';
import { chooseTheme, useChosenTheme } from '#lib/client/theme.ts';
import { THEMES, type Theme } from '#lib/i18n/locale.ts';

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

/** One press changes the theme: system, light, dark, and round again. */
export function ThemeButton({ initial }: { initial: Theme }) {
  const t = useTranslations('shell.theme');
  const theme = useChosenTheme((state) => state.theme) ?? initial;
  const Icon = ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <IconButton compact label={`${t('label')}: ${t(theme)}`} onClick={() => chooseTheme(next)}>
      <Icon size={16} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}

export function LocaleButton() {
  const locale = useLocale();
  const router = useRouter();
  const [next, name] = locale === 'zh' ? (['en', 'English'] as const) : (['zh', '中文'] as const);
  return (
    <IconButton
      compact
      lang={next === 'zh' ? 'zh-CN' : 'en'}
      label={name}
      onClick={() => {
        void savePreferences({ locale: next }).then(() => router.refresh());
      }}
    >
      <Languages size={16} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}
