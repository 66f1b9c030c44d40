'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Nothing } from '#components/ui/nothing.ts';
import type { TextSource } from '#lib/client/chat/live-answer.ts';
import { ownTask } from '#lib/client/own-task.ts';

type MarkdownModule = typeof import('#components/ui/markdown.tsx');

const loadMarkdown = () => import('#components/ui/markdown.tsx');

let ready: Promise<void> | undefined;

/** The Markdown renderer comes with the first answer, not with the page. */
async function renderer(): Promise<MarkdownModule> {
  const module: MarkdownModule = await ownTask(loadMarkdown);
  // On the server nothing is painted.
  ready ??= typeof document === 'undefined' ? Promise.resolve() : module.readyMarkdown();
  await ready;
  return module;
}

const Markdown = dynamic(() => renderer().then((module) => module.Markdown), { loading: Nothing });
const StreamedMarkdown = dynamic(() => renderer().then((module) => module.StreamedMarkdown), { loading: Nothing });

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
