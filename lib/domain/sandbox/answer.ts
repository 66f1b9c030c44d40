import { CONTINUE_INSTRUCTION } from '#lib/domain/chat/request.ts';
import { type DocsLanguage, type DocsPage, docsHref } from '#lib/domain/docs/page.ts';
import { SANDBOX_EXAMPLES } from './examples.ts';
import { detectLanguage } from './language.ts';
import { buildIndex, type Hit, search } from './search.ts';

/** What was said, as the sandbox reads it. */
export interface Said {
  readonly role: string;
  readonly text: string;
}

export interface Answer {
  readonly text: string;
  /** The section that it comes from; absent when the documentation holds no answer. */
  readonly href?: string;
}

export interface Answerer {
  /** The language of the last thing that a person said. */
  languageOf(said: readonly Said[]): DocsLanguage;
  answer(said: readonly Said[]): Answer;
}

/** Below this the nearest section is no answer; set on the evaluation set. */
const MIN_CONFIDENCE = 0.55;

/** A question read together with the one before it must be answered almost whole: else it stands for itself. */
const MIN_FOLLOW_UP_CONFIDENCE = 0.85;

/** A question this short may lean on the one before it. */
const FOLLOW_UP_CHARACTERS = { zh: 14, en: 36 } as const satisfies Record<DocsLanguage, number>;

/** By what people said, the last of it first: a word of code has no language of its own. */
const languageOf = (said: readonly Said[]): DocsLanguage =>
  detectLanguage(said.filter(({ role }) => role === 'user').map(({ text }) => text));

/** Answers from the documentation, in the asker's language; never with the nearest paragraph for want of a better one. */
export function createAnswerer(docs: Readonly<Record<DocsLanguage, readonly DocsPage[]>>): Answerer {
  const indexes = { zh: buildIndex(docs.zh), en: buildIndex(docs.en) };

  function find(question: string, before: string | undefined, language: DocsLanguage): Hit | undefined {
    const best = (text: string, least: number) => {
      const [first] = search(indexes[language], text);
      return first !== undefined && first.confidence >= least ? first : undefined;
    };
    const followsUp = before !== undefined && question.length <= FOLLOW_UP_CHARACTERS[language];
    return (
      (followsUp ? best(`${before}\n${question}`, MIN_FOLLOW_UP_CONFIDENCE) : undefined) ??
      best(question, MIN_CONFIDENCE)
    );
  }

  function answer(said: readonly Said[]): Answer {
    const rest = restOfAnswer(said);
    if (rest !== undefined) return rest;
    const questions = said.filter(({ role }) => role === 'user').map(({ text }) => text);
    const question = questions.at(-1) ?? '';
    const language = languageOf(said);
    if (isAboutMe(question)) return { text: aboutMe(language, true) };
    const found = find(question, questions.at(-2), language);
    if (found === undefined) return { text: aboutMe(language, isGreeting(question)) };
    return fromSection(found, language, `${questions.at(-2) ?? ''} ${question}`);
  }

  /** To go on is to say what is left of the same answer. */
  function restOfAnswer(said: readonly Said[]): Answer | undefined {
    const last = said.at(-1);
    const asked = last?.role === 'user' && isContinue(last.text) ? said.slice(0, -1) : said;
    const begun = asked.at(-1);
    if (begun?.role !== 'assistant') return undefined;
    const whole = answer(asked.slice(0, -1));
    if (!whole.text.startsWith(begun.text) || whole.text === begun.text) return undefined;
    return { ...whole, text: whole.text.slice(begun.text.length) };
  }

  return {
    languageOf,
    answer,
  };
}

const isContinue = (text: string): boolean =>
  Object.values<string>(CONTINUE_INSTRUCTION).includes(text.trim()) ||
  /^(?:请?继续(?:写|说)?|接着(?:写|说)|(?:please )?continue|go on)[.!。！…]*$/i.test(text.trim());

const isGreeting = (text: string): boolean =>
  /^(?:你好|您好|嗨|哈喽|早上好|晚上好|谢谢|多谢|hi|hello|hey|thanks|thank you|good (?:morning|evening))[\s,.!~，。！～]*$/i.test(
    text.trim(),
  );

const isAboutMe = (text: string): boolean =>
  /你是谁|你是什么(?:模型)?|你叫什么|介绍一下你自己|你能做什么|who are you|what are you|what can you do|are you (?:an? )?(?:ai|llm|chatgpt|real|bot)/i.test(
    text,
  );

function aboutMe(language: DocsLanguage, asked: boolean): string {
  const examples = SANDBOX_EXAMPLES[language].map(({ question }) => `- ${question}`).join('\n');
  return language === 'zh'
    ? `${asked ? '' : '这个问题不在本 API 的文档里，我不会用相近的段落来凑。\n\n'}我是锐境控制台的内置**沙盒**：没有语言模型，回答从本 API 的文档里检索，再以模拟的速度流式返回。这些问题可以得到回答：

${examples}

要问别的，请[连接一个模型](/docs/connect)：在 \`.env.local\` 里写上 \`RUIJING_API_KEY\`（锐境 AI）或 \`RUIJING_BASE_URL\`（任何 OpenAI 兼容的服务），然后重启。`
    : `${asked ? '' : 'This is outside the documentation of this API, and I will not offer the nearest paragraph instead.\n\n'}I am the built-in **sandbox** of Ruijing Console: no language model. Answers are retrieved from this API’s documentation and streamed at a simulated pace. These work:

${examples}

For anything else, [connect a model](/docs/connect): put \`RUIJING_API_KEY\` (Ruijing AI) or \`RUIJING_BASE_URL\` (any OpenAI-compatible server) into \`.env.local\` and restart.`;
}

/** Names by which a question asks for one of the languages that examples are written in. */
const CODE_LANGUAGES: readonly (readonly [fence: RegExp, asked: RegExp])[] = [
  [/^(?:python|py)$/, /python|\bpy\b/i],
  [/^(?:javascript|js|ts|typescript)$/, /javascript|typescript|\bjs\b|\bts\b|node/i],
  [/^(?:bash|sh|shell)$/, /curl|bash|shell|命令行|terminal/i],
];

function fromSection({ page, section }: Hit, language: DocsLanguage, question: string): Answer {
  const href = docsHref(page.slug, section.anchor);
  const link = language === 'zh' ? `[文档：${section.heading}](${href})` : `[Docs: ${section.heading}](${href})`;
  return { text: `${preferCode(section.markdown.trim(), question)}\n\n${link}`, href };
}

/** Where a section shows the same in several languages and the question names one, only that one stays. */
function preferCode(markdown: string, question: string): string {
  const wanted = CODE_LANGUAGES.find(([, asked]) => asked.test(question))?.[0];
  const blocks = [...markdown.matchAll(/```(\w+)\n[\s\S]*?```\n*/g)];
  const others = CODE_LANGUAGES.map(([fence]) => fence).filter((fence) => fence !== wanted);
  if (wanted === undefined || !blocks.some(([, name = '']) => wanted.test(name))) return markdown;
  return blocks
    .filter(([, name = '']) => others.some((fence) => fence.test(name)))
    .reduce((text, [block]) => text.replace(block, ''), markdown)
    .trim();
}
