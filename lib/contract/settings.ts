import * as z from 'zod/mini';
import { KINDS } from './endpoints.ts';
import { priceSchema } from './price.ts';
import { printable } from './text.ts';

/** `/api/settings`: how this installation presents itself, and what it was started with. */

export const MAX_LINE_CHARACTERS = 100;

/** One line as it is shown; empty: not set. */
const lineSchema = z.string().check(z.trim(), z.maxLength(MAX_LINE_CHARACTERS), printable());

/** Numbers that stand at the foot of every page of a public site in China. */
const footerFields = {
  /** ICP 备案号, of the Ministry of Industry and Information Technology. */
  icp: lineSchema,
  /** 公安联网备案号, of the Ministry of Public Security. */
  publicSecurity: lineSchema,
  /** 生成式人工智能服务备案号 or 登记号, of the Cyberspace Administration. */
  modelFiling: lineSchema,
};
export const footerSchema = z.object(footerFields);
export type Footer = z.infer<typeof footerSchema>;

/** `default`: on for a team, off for one person alone. */
export const AI_LABEL_MODES = ['default', 'on', 'off'] as const;

const aiLabelFields = {
  mode: z.enum(AI_LABEL_MODES),
  /** Name or code of whoever provides the service: `ContentProducer` in the metadata of exported files. */
  provider: lineSchema,
};

export const aiLabelSettingSchema = z.extend(z.object(aiLabelFields), {
  /** What `default` comes to now. */
  byDefault: z.boolean(),
  /** What holds now. */
  on: z.boolean(),
});
export type AiLabelSetting = z.infer<typeof aiLabelSettingSchema>;

/** What a page needs to label answers. */
export interface AiLabel {
  /** Empty: not named. */
  readonly provider: string;
}

/** `PATCH /api/settings`: what is left out stays as it is. */
export const settingsPatchSchema = z.strictObject({
  footer: z.optional(z.partial(z.strictObject(footerFields))),
  aiLabel: z.optional(z.partial(z.strictObject(aiLabelFields))),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** The environment variables that the console reads. */
export const VARIABLES = [
  'RUIJING_API_KEY',
  'RUIJING_BASE_URL',
  'RUIJING_UPSTREAMS',
  'RUIJING_SANDBOX',
  'RUIJING_SANDBOX_TOKENS_PER_SECOND',
  'RUIJING_PRICES',
  'RUIJING_CURRENCY',
  'RUIJING_TIME_ZONE',
  'RUIJING_RETENTION_DAYS',
  'RUIJING_DATA_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'RUIJING_SECRET',
  'RUIJING_ADMIN_EMAIL',
  'RUIJING_ADMIN_PASSWORD',
  'RUIJING_RESET_LINK_FOR',
  'HOST',
  'PORT',
  'RUIJING_ORIGIN',
  'RUIJING_TRUSTED_PROXIES',
  'RUIJING_WEBHOOK_HOSTS',
  'RUIJING_LOG',
  'RUIJING_TIMEOUTS',
] as const;
export type Variable = (typeof VARIABLES)[number];

export const variableStateSchema = z.object({
  name: z.enum(VARIABLES),
  /** What holds now, of addresses without user and password; `null`: nothing does, or it is a secret. */
  value: z.nullable(z.string()),
  /** In the environment; otherwise `value` is the default. */
  isSet: z.boolean(),
});
export type VariableState = z.infer<typeof variableStateSchema>;

export const upstreamSettingSchema = z.object({
  name: z.string(),
  baseUrl: z.string(),
  kinds: z.array(z.enum(KINDS)),
  /** Those that it is asked for; `null`: all that it has. */
  models: z.nullable(z.array(z.string())),
  /** Holds the address, or names the file that does. */
  addressFrom: z.enum(['RUIJING_BASE_URL', 'RUIJING_UPSTREAMS']),
  /** The variable that holds its key; `null`: the file names none. */
  keyFrom: z.nullable(z.string()),
  keySet: z.boolean(),
});
export type UpstreamSetting = z.infer<typeof upstreamSettingSchema>;

/** What the process was started with: it changes with the next start. */
export const environmentSchema = z.object({
  variables: z.array(variableStateSchema),
  upstreams: z.array(upstreamSettingSchema),
  /** Nothing is connected: the built-in sandbox answers. */
  sandbox: z.boolean(),
  /** By model id. */
  prices: z.record(z.string(), priceSchema),
  secret: z.object({
    source: z.enum(['environment', 'file']),
    /** The one in the data folder, where the secret is not in the environment. */
    file: z.string(),
  }),
});
export type SettingsEnvironment = z.infer<typeof environmentSchema>;

export const settingsSchema = z.object({
  object: z.literal('settings'),
  footer: footerSchema,
  aiLabel: aiLabelSettingSchema,
  environment: environmentSchema,
});
export type Settings = z.infer<typeof settingsSchema>;
