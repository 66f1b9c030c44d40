'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { ownTask } from '#lib/client/own-task.ts';
import { Nothing } from './nothing.ts';

const loadMarkdown = () => import('./markdown.tsx');

/** What highlights it comes with the first code that is shown. */
const Markdown = dynamic(
  () =>
    ownTask(loadMarkdown).then(async (module) => {
      await module.readyMarkdown();
      return module.Markdown;
    }),
  { loading: Nothing, ssr: false },
);

interface CodeTextProps {
  code: string;
  /** Of the highlighter. */
  language: string;
}

/** Code with its colours, to be copied. */
export function CodeText({ code, language }: CodeTextProps) {
  const t = useTranslations('shell');
  // Code alone holds no tables and no formulas.
  const labels = { copy: t('copy'), copied: t('copied'), code: t('code'), table: '', formula: '' };
  return <Markdown text={fenced(code, language)} labels={labels} />;
}

/** A block of Markdown whose fence is longer than any row of such marks in the code. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}${fence}`;
}
