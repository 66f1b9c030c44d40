'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { isBlank } from '#lib/client/chat/draft-picture.ts';
import { whenEstimated } from '#lib/client/chat/estimate.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { quotaQuery } from '#lib/client/quota.ts';
import { type Figures, useFigures, useFiguresMaker } from './use-figures.ts';
import { useQuotaWords } from './use-quota-words.ts';

const ContextNotice = dynamic(() => import('./composer-figures-details.tsx').then((module) => module.ContextNotice), {
  loading: Nothing,
});

/** Asked before a message is sent. @returns whether it may go */
export type SendGate = () => Promise<boolean>;

export interface ComposerNoticesProps {
  gate: RefObject<SendGate | undefined>;
  /** Sends what stands in the composer, past the gate. */
  onSendAnyway: () => void;
}

/** Says above the composer what a server would refuse, before it does. */
export function ComposerNotices({ gate, onSendAnyway }: ComposerNoticesProps) {
  const t = useTranslations('chat.composer');
  const figures = useFigures();
  const blank = useChat((state) => isBlank(state.draft, state.pictures));
  const over = !blank && figures?.context !== undefined && figures.context.overTokens > 0;
  const asked = useGate(gate, figures);
  return (
    <div
      role="status"
      aria-label={t('before')}
      className="col-span-full row-start-1 flex flex-col gap-2 not-empty:pb-2.5"
    >
      {over && <ContextNotice figures={figures} asked={asked} onSendAnyway={onSendAnyway} />}
      <QuotaNotices figures={blank ? undefined : figures} />
    </div>
  );
}

/**
 * Holds the first message back that is longer than the model's context. Servers differ, so the second one goes.
 *
 * @returns whether it was held back
 */
function useGate(gate: ComposerNoticesProps['gate'], figures: Figures | undefined): boolean {
  /** The model that was asked about. */
  const [askedFor, setAskedFor] = useState<string>();
  const make = useFiguresMaker();
  const now = useRef({ make, askedFor });
  // With the words on the page, not after them: whoever reads them may press at once.
  useLayoutEffect(() => {
    now.current = { make, askedFor };
  });
  const fits = figures?.context === undefined || figures.context.overTokens === 0;
  // Asked once for each time that a request grows too long.
  useEffect(() => {
    if (fits) setAskedFor(undefined);
  }, [fits]);
  useEffect(() => {
    gate.current = async () => {
      await whenEstimated();
      const counted = now.current.make();
      if (counted?.context === undefined || counted.context.overTokens === 0) return true;
      if (now.current.askedFor === counted.modelId) return true;
      setAskedFor(counted.modelId);
      return false;
    };
    return () => {
      gate.current = undefined;
    };
  }, [gate]);
  return askedFor !== undefined && askedFor === figures?.modelId;
}

function QuotaNotices({ figures }: { figures: Figures | undefined }) {
  const t = useTranslations('chat.quota');
  const queryClient = useQueryClient();
  const busy = useChat((state) => state.busy);
  const { data: quota } = useQuery(quotaQuery);
  const words = useQuotaWords(quota);
  useEffect(() => {
    // An answer has ended, or its request was made: what is left is less.
    if (!busy) void queryClient.invalidateQueries({ queryKey: quotaQuery.queryKey });
  }, [busy, queryClient]);
  const need = figures && {
    tokens: figures.promptTokens + figures.maxCompletionTokens,
    micros: figures.cost?.mostMicros ?? null,
  };
  const unpriced =
    figures !== undefined &&
    quota != null &&
    quota.spend !== null &&
    figures.currency !== undefined &&
    figures.cost === null;
  const warnings = words.warnings(need);
  if (unpriced) warnings.push(t('unpriced', { model: figures.modelId }));
  return warnings.map((warning) => (
    <p key={warning} className="flex items-start gap-1.5 px-1 text-meta text-warning">
      <TriangleAlert size={14} strokeWidth={1.5} aria-hidden className="mt-px shrink-0" />
      {warning}
    </p>
  ));
}
