'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { AnswerUsage, AssistantMessage } from '#lib/domain/chat/message.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { useBilledWords } from './use-cost-words.ts';

interface AnswerStatsDetailsProps {
  message: AssistantMessage;
  usage: AnswerUsage;
}

/** What was estimated, what was reported, and what was billed. */
export function AnswerStatsDetails({ message, usage }: AnswerStatsDetailsProps) {
  const t = useTranslations('chat.stats');
  const billed = useBilledWords(message);
  const written =
    message.text + message.reasoning + message.toolCalls.map((call) => call.name + call.arguments).join('');
  return (
    <div className="flex flex-col gap-3 p-4 text-ui">
      <table className="tabular-nums">
        <thead className="text-meta text-faint">
          <tr>
            <td />
            <Head>{t('estimate')}</Head>
            <Head>{usage.estimated ? t('counted') : t('reported')}</Head>
            <Head>{t('difference')}</Head>
          </tr>
        </thead>
        <tbody>
          <Row name={t('inputName')} estimated={message.estimate?.promptTokens} reported={usage.promptTokens} />
          <Row name={t('outputName')} estimated={estimateTokens(written)} reported={usage.completionTokens} />
        </tbody>
      </table>
      {usage.estimated && <p className="text-meta text-muted">{t('estimated')}</p>}
      {billed.words !== undefined && (
        <p className="flex justify-between gap-4 border-t border-line-soft pt-2">
          <span className="text-muted">{t('billed')}</span>
          <span className="tabular-nums">{billed.words}</span>
        </p>
      )}
    </div>
  );
}

function Head({ children }: { children: string }) {
  return (
    <th scope="col" className="pb-1 pl-4 text-right font-normal whitespace-nowrap">
      {children}
    </th>
  );
}

interface RowProps {
  name: string;
  /** Undefined: nothing was counted before it was sent. */
  estimated: number | undefined;
  reported: number;
}

function Row({ name, estimated, reported }: RowProps) {
  const t = useTranslations('chat.stats');
  const format = useFormatter();
  const share = estimated === undefined || estimated === 0 ? undefined : (reported - estimated) / estimated;
  const percent =
    share !== undefined &&
    format.number(share, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  return (
    <tr>
      <th scope="row" className="py-0.5 text-left font-normal text-muted">
        {name}
      </th>
      <td className="pl-4 text-right">{estimated === undefined ? t('unknown') : format.number(estimated)}</td>
      <td className="pl-4 text-right">{format.number(reported)}</td>
      <td className="pl-4 text-right text-faint">{percent || t('unknown')}</td>
    </tr>
  );
}
