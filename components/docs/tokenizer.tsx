'use client';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import { tokenPieces } from '#lib/domain/metering/tokens.ts';
import { classNames } from '#lib/std/class-names.ts';

/** Coloured pieces beyond this would only slow the page down; the count goes on. */
const SHOWN_PIECES = 1500;

const TINTS = ['bg-accent-soft', 'bg-warning-soft', 'bg-hover'] as const;

/** Counts a text the way the console counts, and shows where it cuts. */
export function Tokenizer() {
  const t = useTranslations('docs.tokenizer');
  const id = useId();
  const [text, setText] = useState(t('sample'));
  // React takes back what was typed before the page's script had come: until then nothing can be.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const deferred = useDeferredValue(text);
  const pieces = useMemo(() => tokenPieces(deferred), [deferred]);
  const tokens = Math.ceil(pieces.reduce((sum, piece) => sum + piece.tokens, 0));
  let offset = 0;
  return (
    <section aria-labelledby={`${id}-title`} className="mt-6 rounded-card border border-line bg-bg p-4">
      <h2 id={`${id}-title`} className="text-title">
        {t('title')}
      </h2>
      <p className="mt-1 text-ui text-muted">{t('estimate')}</p>
      <textarea
        aria-label={t('label')}
        rows={4}
        value={text}
        readOnly={!ready}
        onChange={(event) => setText(event.target.value)}
        className="mt-3 block w-full resize-y rounded-control border border-line-control bg-panel px-3 py-2 text-ui"
      />
      <output htmlFor={id} className="mt-2 flex flex-wrap gap-x-4 text-ui tabular-nums">
        <span className="font-semibold">{t('tokens', { count: tokens })}</span>
        <span className="text-muted">{t('characters', { count: [...deferred].length })}</span>
      </output>
      {deferred !== '' && (
        <p
          aria-hidden
          className="mt-3 max-h-60 overflow-y-auto rounded-control bg-panel p-3 font-mono text-[13px]/6 break-all whitespace-pre-wrap"
        >
          {pieces.slice(0, SHOWN_PIECES).map((piece, index) => {
            const key = offset;
            offset += piece.text.length;
            return (
              <span key={key} className={classNames('rounded-[3px]', TINTS[index % TINTS.length])}>
                {piece.text}
              </span>
            );
          })}
          {pieces.length > SHOWN_PIECES && '…'}
        </p>
      )}
    </section>
  );
}
