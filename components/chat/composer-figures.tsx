'use client';
import { Gauge } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { Popover } from '#components/ui/popover.tsx';
import { isBlank } from '#lib/client/chat/draft-picture.ts';
import { keepEstimated } from '#lib/client/chat/estimate.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { ComposerNotices, type ComposerNoticesProps } from './composer-figures-notices.tsx';
import { ContextMeter } from './context-meter.tsx';
import { useCostWords } from './use-cost-words.ts';
import { type Figures, useFigures } from './use-figures.ts';

const FiguresDetails = dynamic(() => import('./composer-figures-details.tsx').then((module) => module.FiguresDetails), {
  loading: Nothing,
});

/**
 * What Send would use and cost, on one faint line that opens the details, and above it what stands in the way. Two cells
 * of the composer's grid.
 */
export function ComposerFigures(notices: ComposerNoticesProps) {
  const t = useTranslations('chat.figures');
  const figures = useFigures();
  const blank = useChat((state) => isBlank(state.draft, state.pictures));
  useEffect(keepEstimated, []);
  const shown = blank ? undefined : figures;
  return (
    <>
      <ComposerNotices {...notices} />
      <Popover
        label={t('title')}
        button={
          shown === undefined ? <Gauge size={16} strokeWidth={1.5} aria-label={t('title')} /> : <Line figures={shown} />
        }
        buttonProps={{
          title: t('title'),
          className:
            'col-start-3 row-start-2 flex h-8 min-w-0 items-center gap-2 rounded-control px-2 max-sm:px-1 text-meta text-faint tabular-nums hover:bg-hover hover:text-text pointer-coarse:h-11',
        }}
      >
        <FiguresDetails figures={shown} />
      </Popover>
    </>
  );
}

function Line({ figures }: { figures: Figures }) {
  const t = useTranslations('chat.figures');
  const { promptTokens, maxCompletionTokens, context } = figures;
  const cost = useCostWords(figures);
  return (
    <>
      <span className="truncate">
        {t('input', { count: promptTokens })}
        <span className="max-sm:hidden">
          {' · '}
          {t('output', { count: maxCompletionTokens })}
        </span>
        {cost !== undefined && ` · ${cost}`}
      </span>
      {context !== undefined && <ContextMeter fill={context} promptTokens={promptTokens} className="w-8 max-sm:w-6" />}
    </>
  );
}
