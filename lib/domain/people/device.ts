/** What a person recognises a device of theirs by; product names are the same in every language. */
export interface Device {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

/** The first that fits: nearly every browser also calls itself Safari, and most of the others Chrome. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bMicroMessenger\//, 'WeChat'],
  [/\bDingTalk\//i, 'DingTalk'],
  [/\b(?:Lark|Feishu)\//i, 'Feishu'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

/** Android says Linux too, and iPhones say *like Mac OS X*. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:OpenHarmony|HarmonyOS)\b/, 'HarmonyOS'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** @param userAgent as the browser sent it, so nothing to decide by */
export function deviceOf(userAgent: string | null): Device {
  const first = (known: typeof BROWSERS) => known.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  return { browser: first(BROWSERS), system: first(SYSTEMS) };
}
