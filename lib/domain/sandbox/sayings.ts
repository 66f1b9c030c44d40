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
}

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
  },
};

/** What the sandbox is, questions that work and how to connect a model, after a first sentence of its own. */
export function introduction(language: DocsLanguage, first: string): string {
  const { nature, tryThese, connect } = SAYINGS[language];
  const examples = SANDBOX_EXAMPLES[language].map(({ question }) => `- ${question}`).join('\n');
  return `${first}\n\n${nature}\n\n${tryThese}\n\n${examples}\n\n${connect}`;
}
