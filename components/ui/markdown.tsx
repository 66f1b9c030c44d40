'use client';
import './markdown.css';
import { useLayoutEffect, useRef } from 'react';
import { sharedHighlighter } from '#lib/client/markdown/highlighter.ts';
import type { MarkdownLabels } from '#lib/client/markdown/labels.ts';
import { MarkdownView, renderMarkdown } from '#lib/client/markdown/view.ts';

/** A text that grows outside React. */
interface Source {
  get(): string;
  done(): boolean;
  subscribe(listener: () => void): () => void;
}

/** Markdown that has all arrived. */
export function Markdown({ text, labels }: { text: string; labels: MarkdownLabels }) {
  const container = useRef<HTMLDivElement>(null);
  const { copy, copied, code, table } = labels;
  useLayoutEffect(() => {
    if (container.current === null) return;
    const words = { copy, copied, code, table };
    renderMarkdown(container.current, text, { labels: words, highlighter: sharedHighlighter() });
  }, [text, copy, copied, code, table]);
  return <div ref={container} className="md" />;
}

/** Markdown while it arrives: painted at most once a frame, and never through React. */
export function StreamedMarkdown({ source, labels }: { source: Source; labels: MarkdownLabels }) {
  const container = useRef<HTMLDivElement>(null);
  const { copy, copied, code, table } = labels;
  useLayoutEffect(() => {
    if (container.current === null) return;
    const words = { copy, copied, code, table };
    const view = new MarkdownView(container.current, { labels: words, highlighter: sharedHighlighter() });
    let frame = 0;
    const paint = () => {
      frame = 0;
      if (source.done()) view.finish(source.get());
      else view.update(source.get());
    };
    paint();
    const unsubscribe = source.subscribe(() => {
      // Frames stop in a page that nobody sees; the end must not wait for one.
      if (source.done()) {
        cancelAnimationFrame(frame);
        paint();
      } else if (frame === 0) frame = requestAnimationFrame(paint);
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [source, copy, copied, code, table]);
  return <div ref={container} className="md" />;
}
