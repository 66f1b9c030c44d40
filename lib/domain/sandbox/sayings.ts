import type { DocsLanguage } from '#lib/domain/docs/page.ts';
import { SANDBOX_EXAMPLES } from './examples.ts';

/** Everything the sandbox says that is not a section of the documentation. */

interface Sayings {
  readonly greeting: string;
  readonly thanks: string;
  readonly identity: string;
  readonly outside: string;
  readonly complete: string;
  readonly nature: string;
  readonly tryThese: string;
  readonly connect: string;
  readonly related: string;
  readonly link: (heading: string, href: string) => string;
  /** @param names of the languages that an example exists in beside the one shown */
  readonly otherLanguages: (names: readonly string[]) => string;
  readonly call: (name: string) => string;
  readonly results: (count: number) => string;
  readonly cut: (characters: number) => string;
  /** What it can tell of pictures that it cannot look at. */
  readonly pictures: (pictures: readonly UnseenPicture[]) => string;
  /** After it, where there are words beside them. */
  readonly onlyWords: string;
}

/** A picture of a question, as far as it can be told without looking at it. */
export interface UnseenPicture {
  /** Of the file, such as PNG; undefined: it lies elsewhere, and is not loaded. */
  readonly form: string | undefined;
  /** In pixels; undefined: its first bytes do not tell. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

/** More are counted, not listed. */
const LISTED_PICTURES = 10;

const listed = (
  pictures: readonly UnseenPicture[],
  tell: (picture: UnseenPicture) => string,
  rest: string,
): string[] => [...pictures.slice(0, LISTED_PICTURES).map(tell), ...(pictures.length > LISTED_PICTURES ? [rest] : [])];

export const SAYINGS: Readonly<Record<DocsLanguage, Sayings>> = {
  zh: {
    greeting: '你好！',
    thanks: '不客气。',
    identity: '我不是 AI，只是一个查文档的程序。',
    outside: '这个问题不在本 API 的文档范围内，我回答不了。',
    complete: '刚才的回答已经完整，没有更多内容了。',
    nature: '这里是锐境控制台的内置**沙盒**：没有语言模型，回答都摘自本 API 的文档，并按模拟的速度流式输出。',
    tryThese: '可以问问这些：',
    connect:
      '想与真正的模型对话，在控制台目录下的 `.env.local` 里写入密钥并重新启动（[文档：连接模型](/docs/connect#ruijing)）：\n\n```bash\nRUIJING_API_KEY=你的密钥\n```',
    related: '**相关**：',
    link: (heading, href) => `[文档：${heading}](${href})`,
    otherLanguages: (names) => `这个例子另有 ${names.join('、')} 写法：接着问“${names[0]} 呢？”即可。`,
    call: (name) =>
      `沙盒按字面匹配选择了函数 \`${name}\`；它没有语言模型，参数是满足 JSON Schema 的占位值，不是从问题里读出来的。`,
    results: (count) => `沙盒收到了${count > 1 ? `这 ${count} 个` : ''}函数结果，只能原样复述，没有模型来解读：`,
    cut: (characters) => `（后面还有 ${characters} 个字符，从略）`,
    pictures: (pictures) =>
      `沙盒的对话暂时看不了图片。收到 ${pictures.length} 张：${listed(
        pictures,
        ({ form, size }) =>
          form === undefined ? '一个网址，没有去取' : size ? `${form}，${size.width} × ${size.height} 像素` : form,
        '其余从略',
      ).join('；')}。`,
    onlyWords: '下面只回答文字部分。',
  },
  en: {
    greeting: 'Hello!',
    thanks: 'You are welcome.',
    identity: 'I am no AI, only a program that looks things up.',
    outside: 'That lies outside the documentation of this API, so I cannot answer it.',
    complete: 'The answer above was complete; there is nothing more to add.',
    nature:
      'This is the built-in **sandbox** of Ruijing Console. It has no language model: its answers are taken from the documentation of this API and streamed at a simulated pace.',
    tryThese: 'Try one of these:',
    connect:
      'To talk to a real model, put your key into `.env.local` in the console’s folder and start it again ([Docs: Connect a model](/docs/connect#ruijing)):\n\n```bash\nRUIJING_API_KEY=your-key\n```',
    related: '**Related:** ',
    link: (heading, href) => `[Docs: ${heading}](${href})`,
    otherLanguages: (names) => `This example also exists in ${names.join(' and ')}: ask “and in ${names[0]}?”`,
    call: (name) =>
      `The sandbox chose the function \`${name}\` by matching words; it has no language model, so the arguments are placeholders that satisfy the JSON Schema and were not read from the question.`,
    results: (count) =>
      `The sandbox received ${count > 1 ? `these ${count} function results` : 'this function result'} and can only repeat ${count > 1 ? 'them' : 'it'}; no model reads ${count > 1 ? 'them' : 'it'}:`,
    cut: (characters) => `(${characters} more characters left out)`,
    pictures: (pictures) =>
      `The sandbox cannot look at pictures in chat yet. It got ${pictures.length}: ${listed(
        pictures,
        ({ form, size }) =>
          form === undefined
            ? 'an address, which it did not load'
            : size
              ? `${form}, ${size.width} × ${size.height} pixels`
              : form,
        'and so on',
      ).join('; ')}.`,
    onlyWords: 'It answers only the words:',
  },
};

/** What the sandbox is, questions that work and how to connect a model, after a first sentence of its own. */
export function introduction(language: DocsLanguage, first: string): string {
  const { nature, tryThese, connect } = SAYINGS[language];
  const examples = SANDBOX_EXAMPLES[language].map(({ question }) => `- ${question}`).join('\n');
  return `${first}\n\n${nature}\n\n${tryThese}\n\n${examples}\n\n${connect}`;
}

const RESULT_SHOWN_MAX = 1500;

/** Repeats what functions returned, each in a block of its own that nothing inside can close. */
export function aboutResults(language: DocsLanguage, results: readonly string[]): string {
  const { results: first, cut } = SAYINGS[language];
  const blocks = results.map((result) => {
    const shown = result.slice(0, RESULT_SHOWN_MAX).toWellFormed();
    const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    const kind = /^\s*[[{]/.test(shown) ? 'json' : 'text';
    const rest = result.length - shown.length;
    return `${fence}${kind}\n${shown}\n${fence}${rest > 0 ? `\n\n${cut(rest)}` : ''}`;
  });
  return [first(results.length), ...blocks].join('\n\n');
}
