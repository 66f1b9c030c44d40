import { create } from 'zustand';
import type { Theme } from '#lib/i18n/locale.ts';
import { savePreferences } from './preferences.ts';

/** The theme that was chosen since the page was loaded; until then the server's holds. */
export const useChosenTheme = create<{ readonly theme: Theme | undefined }>()(() => ({ theme: undefined }));

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  useChosenTheme.setState({ theme });
  void savePreferences({ theme });
}

/** Calls back whenever the theme changes, by choice or with the system's. @returns a function that ends that */
export function watchTheme(onChange: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', onChange);
  const end = useChosenTheme.subscribe(onChange);
  return () => {
    dark.removeEventListener('change', onChange);
    end();
  };
}
