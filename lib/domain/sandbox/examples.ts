import type { DocsLanguage } from '#lib/domain/docs/page.ts';

export interface SandboxExample {
  readonly question: string;
  /** `slug#anchor` of the section that answers it. */
  readonly section: string;
}

/** Questions that work: on the empty page, and in the answer to one that does not. */
export const SANDBOX_EXAMPLES = {
  zh: [
    { question: '如何使用流式响应？给我一个 JavaScript 例子', section: 'streaming#enable' },
    { question: '遇到 429 错误应该等多久再重试？', section: 'rate-limits#waiting' },
    { question: '我该选哪个模型？', section: 'models#choose' },
  ],
  en: [
    { question: 'How do I stream a response? Show me JavaScript', section: 'streaming#enable' },
    { question: 'How long should I wait after a 429?', section: 'rate-limits#waiting' },
    { question: 'Which models are there, and which should I choose?', section: 'models#choose' },
  ],
} as const satisfies Record<DocsLanguage, readonly SandboxExample[]>;
