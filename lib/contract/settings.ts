import * as z from 'zod/mini';
import { printable } from './text.ts';

/** `/api/settings`: how this installation presents itself, and what it was started with. */

const MAX_CHARACTERS = 100;

/** One line as it is shown; empty: not set. */
const lineSchema = z.string().check(z.trim(), z.maxLength(MAX_CHARACTERS), printable());

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

export const settingsSchema = z.object({
  object: z.literal('settings'),
  footer: footerSchema,
  aiLabel: aiLabelSettingSchema,
});
export type Settings = z.infer<typeof settingsSchema>;
