import * as z from 'zod/mini';
import { KINDS, type Kind } from '#lib/contract/endpoints.ts';
import { ConfigError, type Environment } from './config-error.ts';
import { readJsonFile } from './config-file.ts';

/** A server that answers, and what it is asked. */
export interface RemoteConfig {
  /** Shown to people, and in the ledger. */
  readonly name: string;
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly kinds: readonly Kind[];
  /** Undefined: any that it knows. */
  readonly models: readonly string[] | undefined;
  /** The chat model that looks at pictures where the server has no `/vision/analyze`. */
  readonly visionModel: string | undefined;
  readonly settings: SettingNames;
}

/** Where an upstream's address and key are set, in words for whoever runs the console: errors send them there. */
export interface SettingNames {
  readonly address: string;
  readonly key: string;
}

/** The vendor's address, used when a key is given without one. */
const VENDOR_BASE_URL = 'https://api.ruijing.ai/v1';

const BASE_URL = 'RUIJING_BASE_URL';
const API_KEY = 'RUIJING_API_KEY';
const UPSTREAMS = 'RUIJING_UPSTREAMS';

/** Of the general upstream. */
export const GENERAL_SETTINGS: SettingNames = { address: BASE_URL, key: API_KEY };

const modelId = z.string().check(z.minLength(1), z.maxLength(256));

const fileSchema = z.array(
  z.strictObject({
    name: z.string().check(z.regex(/^[\w .-]{1,40}$/, 'must be 1 to 40 letters, digits, spaces, dots or hyphens')),
    baseUrl: z.string(),
    apiKeyEnv: z.optional(z.string()),
    kinds: z.array(z.enum(KINDS)).check(z.minLength(1)),
    models: z.optional(z.array(modelId).check(z.minLength(1))),
    visionModel: z.optional(modelId),
  }),
);

/**
 * The upstreams of the settings: those of the file first, since each is there for a purpose; the general one last.
 *
 * @throws ConfigError naming the variable and what it should hold
 */
export function readUpstreams(env: Environment, get: (name: string) => string | undefined): RemoteConfig[] {
  const file = get(UPSTREAMS);
  const further =
    file === undefined ? [] : readJsonFile(UPSTREAMS, file, fileSchema).map((entry) => toRemote(entry, env));
  const names = further.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(UPSTREAMS, `names the upstream "${twice}" twice`);

  const [baseUrl, apiKey] = [get(BASE_URL), get(API_KEY)];
  if (baseUrl === undefined && apiKey === undefined) return further;
  const url = readUrl(BASE_URL, baseUrl ?? VENDOR_BASE_URL);
  if (names.includes(url.host)) {
    throw new ConfigError(UPSTREAMS, `names an upstream "${url.host}", which is the name of the one of ${BASE_URL}`);
  }
  const general = { name: url.host, baseUrl: url, apiKey: readKey(API_KEY, apiKey), settings: GENERAL_SETTINGS };
  return [...further, { ...general, kinds: KINDS, models: undefined, visionModel: undefined }];
}

function toRemote(entry: z.infer<typeof fileSchema>[number], env: Environment): RemoteConfig {
  const { name, apiKeyEnv, kinds, models, visionModel } = entry;
  const apiKey = apiKeyEnv === undefined ? undefined : env[apiKeyEnv]?.trim() || undefined;
  if (apiKeyEnv !== undefined && apiKey === undefined) {
    throw new ConfigError(UPSTREAMS, `takes the key of "${name}" from ${apiKeyEnv}, which is not set`);
  }
  const settings = {
    address: `baseUrl of "${name}" in ${UPSTREAMS}`,
    key: apiKeyEnv ?? `apiKeyEnv of "${name}" in ${UPSTREAMS}`,
  };
  const baseUrl = readUrl(settings.address, entry.baseUrl);
  return { name, baseUrl, apiKey: readKey(settings.key, apiKey), kinds, models, visionModel, settings };
}

function readKey(variable: string, apiKey: string | undefined): string | undefined {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ConfigError(variable, 'holds a character that a header cannot carry');
  }
  return apiKey;
}

/** @throws ConfigError for what is no plain web address */
export function readUrl(variable: string, text: string): URL {
  const expected = 'must be an http or https address without user, query or fragment';
  if (!URL.canParse(text)) throw new ConfigError(variable, expected);
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new ConfigError(variable, expected);
  return url;
}
