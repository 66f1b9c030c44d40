import {
  AI_LABEL_MODES,
  type AiLabel,
  type AiLabelSetting,
  type Footer,
  type Settings,
  type SettingsEnvironment,
  type SettingsPatch,
} from '#lib/contract/settings.ts';
import type { Change } from '#lib/domain/audit/entry.ts';
import type { Actor } from '#lib/domain/people/actor.ts';
import { Remembered } from './remembered.ts';
import type { Storage } from './storage/storage.ts';

/** What an admin sets for all pages; a change counts for the next page in this process, within a second in the others. */
export interface SettingsAdmin {
  read(): Promise<Settings>;
  /** Changes what is given and nothing else. */
  update(patch: SettingsPatch, by: Actor): Promise<Settings>;
  /** What stands at the foot of every page. */
  footer(): Promise<Footer>;
  /** How answers are labelled; `null`: not at all. */
  aiLabel(): Promise<AiLabel | null>;
}

export interface SettingsAdminDeps {
  readonly storage: Pick<Storage, 'settings' | 'act'>;
  /** Whether people sign in here. */
  readonly isTeam: () => Promise<boolean>;
  /** What it was started with. */
  readonly environment: () => Promise<SettingsEnvironment>;
}

/** The names that values are kept under. */
const NAMES = {
  icp: 'footer_icp',
  publicSecurity: 'footer_public_security',
  modelFiling: 'footer_model_filing',
  mode: 'ai_label_mode',
  provider: 'ai_label_provider',
} as const;

type Name = keyof typeof NAMES;
type Stored = Readonly<Record<Name, string>>;

/** Every page asks for them. */
const REMEMBERED_MS = 500;

export function createSettingsAdmin({ storage, isTeam, environment }: SettingsAdminDeps): SettingsAdmin {
  const get = async (name: Name) => (await storage.settings.get(NAMES[name])) ?? '';
  const known = new Remembered<'all', Stored>(readAll, { ms: REMEMBERED_MS, max: 1 });

  async function readAll(): Promise<Stored> {
    const [icp, publicSecurity, modelFiling, mode, provider] = await Promise.all([
      get('icp'),
      get('publicSecurity'),
      get('modelFiling'),
      get('mode'),
      get('provider'),
    ]);
    return { icp, publicSecurity, modelFiling, mode, provider };
  }

  async function labelSetting(): Promise<AiLabelSetting> {
    const [{ mode: stored, provider }, byDefault] = await Promise.all([known.get('all'), isTeam()]);
    const mode = AI_LABEL_MODES.find((one) => one === stored) ?? 'default';
    return { mode, provider, byDefault, on: mode === 'default' ? byDefault : mode === 'on' };
  }

  async function footer(): Promise<Footer> {
    const { icp, publicSecurity, modelFiling } = await known.get('all');
    return { icp, publicSecurity, modelFiling };
  }

  const read = async (): Promise<Settings> => ({
    object: 'settings',
    footer: await footer(),
    aiLabel: await labelSetting(),
    environment: await environment(),
  });

  return {
    read,
    footer,
    async aiLabel() {
      const { on, provider } = await labelSetting();
      return on ? { provider } : null;
    },
    async update(patch, by) {
      const given: Partial<Record<Name, string | undefined>> = { ...patch.footer, ...patch.aiLabel };
      await storage.act(async ({ settings }) => {
        const details: Record<string, Change> = {};
        for (const name of NAME_LIST) {
          const to = given[name];
          const from = (await settings.get(NAMES[name])) ?? '';
          if (to === undefined || to === from) continue;
          await settings.set(NAMES[name], to);
          details[NAMES[name]] = { from, to };
        }
        const changed = Object.keys(details).length > 0;
        const entry = { atMs: Date.now(), actor: by, action: 'settings.changed', target: null, details } as const;
        return { result: undefined, entries: changed ? [entry] : [] };
      });
      known.clear();
      return await read();
    },
  };
}

const NAME_LIST = Object.keys(NAMES).filter((name): name is Name => Object.hasOwn(NAMES, name));
