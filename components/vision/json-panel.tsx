'use client';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useMemo, useRef } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { pointAway, pointOver, useActive } from '#lib/client/vision/active.ts';
import type { Finding } from '#lib/domain/vision/findings.ts';
import { type JsonPart, jsonParts } from '#lib/domain/vision/json-parts.ts';

interface JsonPanelProps {
  answer: unknown;
  findings: readonly Finding[];
}

/** The answer as it came; what is pointed at in it is shown on the picture, and the other way round. */
export function JsonPanel({ answer, findings }: JsonPanelProps) {
  const t = useTranslations('vision.results');
  const parts = useMemo(
    () =>
      jsonParts(
        answer,
        findings.map(({ id }) => id),
      ),
    [answer, findings],
  );
  return (
    <div className="relative">
      <span className="absolute top-1 right-2">
        <CopyButton text={JSON.stringify(answer, null, 2)} label={t('copyJson')} />
      </span>
      <pre className="overflow-x-auto p-4 font-mono text-meta whitespace-pre-wrap wrap-anywhere">
        {parts.map((part, index) => (
          <Part key={part.id ?? `at ${index}`} part={part} />
        ))}
      </pre>
    </div>
  );
}

const Part = memo(function FindingPart({ part: { id, text } }: { part: JsonPart }) {
  const ref = useRef<HTMLElement>(null);
  const isActive = useActive((state) => id !== undefined && state.id === id);
  const isSought = useActive((state) => id !== undefined && state.id === id && state.from === 'picture');
  useEffect(() => {
    if (isSought) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isSought]);
  if (id === undefined) return text;
  return (
    <span
      ref={ref}
      data-active={isActive || undefined}
      onPointerMove={() => pointOver(id)}
      onPointerLeave={() => pointAway(id)}
      className="rounded-[2px] data-active:bg-accent-soft data-active:outline-1 data-active:outline-accent"
    >
      {text}
    </span>
  );
});
