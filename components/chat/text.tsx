'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Nothing } from '#components/ui/nothing.ts';
import type { TextSource } from '#lib/client/chat/live-answer.ts';
import { ownTask } from '#lib/client/own-task.ts';

// The Markdown renderer comes with the first answer, not with the page.
const Markdown = dynamic(() => ownTask(import('#components/ui/markdown.tsx')).then((module) => module.Markdown), {
  loading: Nothing,
});
const StreamedMarkdown = dynamic(
  () => ownTask(import('#components/ui/markdown.tsx')).then((module) => module.StreamedMarkdown),
  { loading: Nothing },
);

function useMarkdownLabels() {
  const t = useTranslations('chat.markdown');
  return {
    copy: t('copy'),
    copied: t('copied'),
    code: t('code'),
    table: t('table'),
    formula: t('formula'),
  };
}

export function FinishedText({ text }: { text: string }) {
  const labels = useMarkdownLabels();
  return text === '' ? null : <Markdown text={text} labels={labels} />;
}

export function StreamedText({ source }: { source: TextSource }) {
  return <StreamedMarkdown source={source} labels={useMarkdownLabels()} />;
}
