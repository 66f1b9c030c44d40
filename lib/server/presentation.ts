import type { AiLabel, Footer } from '#lib/contract/settings.ts';
import { within } from '#lib/std/within.ts';
import { getContainer } from './container.ts';
import type { SettingsAdmin } from './settings.ts';

/** What every page shows of the settings. A page outlives a storage that is away: the API says in words what is wrong. */

/** A page does not wait for a database that is away. */
const PATIENCE_MS = 3_000;

const NO_FOOTER: Footer = { icp: '', publicSecurity: '', modelFiling: '' };

export const footerOfPages = (): Promise<Footer> => orElse((settings) => settings.footer(), NO_FOOTER);

/** Labelled where nobody can tell what was chosen. */
export const aiLabelOfPages = (): Promise<AiLabel | null> => orElse((settings) => settings.aiLabel(), { provider: '' });

async function orElse<T>(ask: (settings: SettingsAdmin) => Promise<T>, otherwise: T): Promise<T> {
  const { services, log } = getContainer();
  try {
    const told = await within(
      services().then(({ settings }) => ask(settings)),
      PATIENCE_MS,
    );
    return told === undefined ? otherwise : told;
  } catch (cause) {
    log.error('settings of the pages cannot be read', { cause: String(cause) });
    return otherwise;
  }
}
