'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { quotaQuery } from '#lib/client/quota.ts';
import { ContextMeter } from './context-meter.tsx';
import { useCostWords } from './use-cost-words.ts';
import type { Figures } from './use-figures.ts';
import { useQuotaWords } from './use-quota-words.ts';

/** The request that Send would make, and what the limits leave. @param figures undefined: there is nothing to send */
export function FiguresDetails({ figures }: { figures: Figures | undefined }) {
  return (
    <div className="flex flex-col gap-4 p-4 text-ui">
      {figures !== undefined && <RequestDetails figures={figures} />}
      <QuotaDetails />
    </div>
  );
}

function RequestDetails({ figures }: { figures: Figures }) {
  const t = useTranslations('chat.figures');
  const { promptTokens, maxCompletionTokens, context } = figures;
  const named = useChat((state) => state.settings.parameters.max_tokens !== undefined);
  const cost = useCostWords(figures);
  return (
    <Section title={t('request')}>
      <Row name={t('inputName')}>{t('inputTokens', { count: promptTokens })}</Row>
      <Row name={t('outputName')} note={named ? undefined : t('outputDefault')}>
        {t('outputTokens', { count: maxCompletionTokens })}
      </Row>
      <Row name={t('cost')}>{cost ?? t('costUnknown')}</Row>
      {context !== undefined && (
        <Row
          name={t('context')}
          note={<ContextMeter fill={context} promptTokens={promptTokens} className="mt-1 block w-full" />}
        >
          {t('contextTokens', { wanted: context.wantedTokens, context: context.contextTokens })}
        </Row>
      )}
    </Section>
  );
}

function QuotaDetails() {
  const t = useTranslations('chat.quota');
  const { data: quota, isError } = useQuery(quotaQuery);
  const words = useQuotaWords(quota);
  const rows = words.rows();
  return (
    <Section title={t('title')}>
      {isError && <p className="text-meta text-muted">{t('failed')}</p>}
      {quota !== undefined && rows.length === 0 && <p className="text-meta text-muted">{t('none')}</p>}
      {rows.map(({ name, value, note }) => (
        <Row key={name} name={name} note={note}>
          {value}
        </Row>
      ))}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-meta font-normal text-faint">{title}</h3>
      {children}
    </section>
  );
}

interface RowProps {
  name: string;
  note?: ReactNode;
  children: ReactNode;
}

function Row({ name, note, children }: RowProps) {
  return (
    <div>
      <div className="flex items-baseline justify-between gap-4">
        <span className="whitespace-nowrap text-muted">{name}</span>
        <span className="text-right tabular-nums">{children}</span>
      </div>
      {note !== undefined && <div className="text-right text-meta text-faint tabular-nums">{note}</div>}
    </div>
  );
}

interface ContextNoticeProps {
  figures: Figures;
  /** It was to be sent, and held back. */
  asked: boolean;
  onSendAnyway: () => void;
}

/** By how much a request is too long for its model, and what helps. */
export function ContextNotice({ figures, asked, onSendAnyway }: ContextNoticeProps) {
  const t = useTranslations('chat.context');
  const { setModel, setParameter } = useChat.getState();
  const { modelId, promptTokens, maxCompletionTokens, context, larger } = figures;
  if (context === undefined) return null;
  const { overTokens, contextTokens, roomTokens } = context;
  return (
    <div className="rounded-card border border-line bg-warning-soft px-3 py-2 text-ui">
      <p>{t('over', { model: modelId, over: overTokens })}</p>
      <p className="text-meta text-muted tabular-nums">
        {t('sum', { prompt: promptTokens, answer: maxCompletionTokens, context: contextTokens })}
      </p>
      {asked && <p className="mt-1">{t('asked')}</p>}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {larger !== undefined && (
          <Button size="compact" onClick={() => setModel(larger.id)}>
            {t('change', { model: larger.id, context: `${Math.round((larger.contextTokens ?? 0) / 1024)}K` })}
          </Button>
        )}
        {roomTokens >= 1 && (
          <Button size="compact" onClick={() => setParameter('max_tokens', roomTokens)}>
            {t('lower', { count: roomTokens })}
          </Button>
        )}
        {asked ? (
          <Button size="compact" onClick={onSendAnyway}>
            {t('sendAnyway')}
          </Button>
        ) : (
          <span className="text-meta text-muted">{t('shorten')}</span>
        )}
      </div>
    </div>
  );
}
