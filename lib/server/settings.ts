import {
  AI_LABEL_MODES,
  type AiLabel,
  type AiLabelSetting,
  type Footer,
  type Settings,
  type SettingsEnvironment,
  type SettingsPatch,
} from '#lib/contract/settings.ts';
import { changesOf } from '#lib/domain/audit/entry.ts';
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
type Stored = Record<Name, string>;

/** Every page asks for them. */
const REMEMBERED_MS = 500;

export function createSettingsAdmin({ storage, isTeam, environment }: SettingsAdminDeps): SettingsAdmin {
  const known = new Remembered<'all', Stored>(() => readAll(storage.settings), { ms: REMEMBERED_MS, max: 1 });

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
      await storage.act(by, async ({ settings }) => {
        const before = await readAll(settings);
        const after = { ...before };
        for (const name of NAME_LIST) {
          const value = given[name];
          if (value === undefined || value === before[name]) continue;
          after[name] = value;
          await settings.set(NAMES[name], value);
        }
        const details = changesOf(before, after, NAME_LIST);
        const target = { kind: 'settings', id: 'pages', name: '' } as const;
        const entry = { atMs: Date.now(), actor: by, action: 'settings.changed', target, details } as const;
        return { result: undefined, entries: Object.keys(details).length === 0 ? [] : [entry] };
      });
      known.clear();
      return await read();
    },
  };
}

async function readAll(settings: Pick<Storage['settings'], 'get'>): Promise<Stored> {
  const get = async (name: Name) => (await settings.get(NAMES[name])) ?? '';
  return {
    icp: await get('icp'),
    publicSecurity: await get('publicSecurity'),
    modelFiling: await get('modelFiling'),
    mode: await get('mode'),
    provider: await get('provider'),
  };
}

const NAME_LIST = Object.keys(NAMES).filter((name): name is Name => Object.hasOwn(NAMES, name));
