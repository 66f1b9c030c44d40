import type { Footer } from '#lib/contract/settings.ts';

/** What the authorities want a number to lead to: the register that it can be looked up in. */
export const MIIT_REGISTER = 'https://beian.miit.gov.cn/';
const MPS_REGISTER = 'https://beian.mps.gov.cn/';

/** A 公安联网备案号 holds 14 digits, as in 京公网安备11010502000001号. */
const MPS_CODE = /(?<!\d)\d{14}(?!\d)/;

/** The entry of a public-security number; the register itself where there is no number in it. */
export function publicSecurityLink(text: string): string {
  const code = MPS_CODE.exec(text.replaceAll(/\s/g, ''))?.[0];
  return code === undefined ? MPS_REGISTER : `${MPS_REGISTER}#/query/webSearch?code=${code}`;
}

export const isEmptyFooter = (footer: Footer): boolean => Object.values(footer).every((text) => text === '');
