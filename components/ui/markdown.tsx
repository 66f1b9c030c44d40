'use client';
import './markdown.css';
import { useLayoutEffect, useMemo, useRef } from 'react';
import type { MarkdownContext } from '#lib/client/markdown/context.ts';
import { GrowingText } from '#lib/client/markdown/growing-text.ts';
import { PLAIN_HIGHLIGHTER, sharedHighlighter } from '#lib/client/markdown/highlighter.ts';
import type { MarkdownLabels } from '#lib/client/markdown/labels.ts';
import { Pace } from '#lib/client/markdown/pace.ts';
import { PLAIN_TYPESETTER, sharedTypesetter } from '#lib/client/markdown/typesetter.ts';
import { MarkdownView, renderMarkdown } from '#lib/client/markdown/view.ts';
import { warmUp } from '#lib/client/markdown/warm-up.ts';

/** A text that grows outside React. */
interface Source {
  get(): string;
  done(): boolean;
  subscribe(listener: () => void): () => void;
}

/** Once, before the first text is shown. */
export const readyMarkdown = (): Promise<void> =>
  warmUp({
    labels: { copy: '', copied: '', code: '', table: '', formula: '' },
    highlighter: PLAIN_HIGHLIGHTER,
    typesetter: PLAIN_TYPESETTER,
  });

/** The same as long as the words are. */
function useContext({ copy, copied, code, table, formula }: MarkdownLabels): MarkdownContext {
  return useMemo(
    () => ({
      labels: { copy, copied, code, table, formula },
      highlighter: sharedHighlighter(),
      typesetter: sharedTypesetter(),
    }),
    [copy, copied, code, table, formula],
  );
}

/** Markdown that has all arrived. */
export function Markdown({ text, labels }: { text: string; labels: MarkdownLabels }) {
  const container = useRef<HTMLDivElement>(null);
  const context = useContext(labels);
  useLayoutEffect(() => {
    if (container.current !== null) renderMarkdown(container.current, text, context);
  }, [text, context]);
  return <div ref={container} className="md" />;
}

/** Markdown while it arrives: painted at a steady pace, and never through React. */
export function StreamedMarkdown({ source, labels }: { source: Source; labels: MarkdownLabels }) {
  const container = useRef<HTMLDivElement>(null);
  const context = useContext(labels);
  useLayoutEffect(() => {
    if (container.current === null) return;
    const view = new GrowingText(new MarkdownView(container.current, context));
    const pace = new Pace(() => {
      const isShown = view.show(source.get());
      // Frames stop in a page that nobody sees; the end must not wait for one.
      if (source.done() && (isShown || document.hidden)) view.finish(source.get());
      else if (!isShown) pace.soon();
    });
    pace.soon();
    const unsubscribe = source.subscribe(() => {
      if (source.done() && document.hidden) pace.now();
      else pace.soon();
    });
    return () => {
      unsubscribe();
      pace.stop();
    };
  }, [source, context]);
  return <div ref={container} className="md" />;
}
