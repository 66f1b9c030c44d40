import type { DocsLanguage } from '#lib/domain/docs/page.ts';

/** Words that a person of either language writes alike: they do not tell which one is spoken. */
const NEUTRAL = new Set(
  `api sdk http https json sse url ok curl bash python py js javascript node nodejs typescript ts java go rust php ruby
  stream token tokens tool tools prompt embedding embeddings ocr tts key curl usage seed stop temperature`.split(/\s+/),
);

const HAN = /\p{Script=Han}/gu;
const WORD = /[\p{L}\d]+(?:[._'-][\p{L}\d]+)*/gu;
/** A Chinese word has about this many characters. */
const CHARACTERS_PER_WORD = 1.6;
const CHINESE_SHARE_MIN = 0.3;

/** The language that a text is written in, by the share of its Chinese words; `undefined` when it gives no hint. */
function languageOf(text: string): DocsLanguage | undefined {
  const han = text.match(HAN)?.length ?? 0;
  const words = (text.replaceAll(HAN, ' ').match(WORD) ?? []).filter(
    (word) => /^[\p{L}']+$/u.test(word) && !NEUTRAL.has(word.toLowerCase()),
  );
  if (han === 0 && words.length === 0) return undefined;
  const hanWords = han / CHARACTERS_PER_WORD;
  return hanWords / (hanWords + words.length) >= CHINESE_SHARE_MIN ? 'zh' : 'en';
}

/** The asker's language: that of the newest text that tells; English when none does. @param texts oldest first */
export function detectLanguage(texts: readonly string[]): DocsLanguage {
  for (const text of texts.toReversed()) {
    const language = languageOf(text);
    if (language !== undefined) return language;
  }
  return 'en';
}
