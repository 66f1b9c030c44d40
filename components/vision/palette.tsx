'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { FoundColor } from '#lib/domain/vision/findings.ts';

/** The main colours with their shares; each can be copied. */
export function Palette({ colors }: { colors: readonly FoundColor[] }) {
  const t = useTranslations('vision.results');
  const format = useFormatter();
  return (
    <ul className="flex flex-col">
      {colors.map(({ id, hex, ratio }) => (
        <li key={id} className="flex min-h-8 items-center gap-2 pr-2 pl-4">
          <span
            aria-hidden
            style={{ backgroundColor: hex }}
            className="size-5 shrink-0 rounded-control border border-line"
          />
          <code className="grow font-mono text-meta">{hex}</code>
          {ratio !== undefined && (
            <span className="text-meta text-muted tabular-nums">
              {format.number(ratio, { style: 'percent', maximumFractionDigits: 1 })}
            </span>
          )}
          <CopyButton text={hex} label={t('copyColor', { hex })} />
        </li>
      ))}
    </ul>
  );
}
