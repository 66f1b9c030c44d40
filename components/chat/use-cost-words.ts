'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMoney } from '#components/ui/use-money.ts';
import { modelFiguresQuery } from '#lib/client/chat/model-figures.ts';
import type { AssistantMessage } from '#lib/domain/chat/message.ts';
import type { Figures } from './use-figures.ts';

/** What a request would cost. @returns undefined while it is not known whether there is a price */
export function useCostWords({ sandbox, currency, cost }: Figures): string | undefined {
  const t = useTranslations('chat.figures');
  const money = useMoney(currency ?? 'CNY');
  if (sandbox) return t('sandbox');
  if (currency === undefined) return undefined;
  if (cost === null) return t('unpriced');
  return money.range(cost.leastMicros, cost.mostMicros);
}

/** What an answer was billed: `amount` for its line where it is one, `words` in any case; undefined: nobody has said. */
export function useBilledWords({ sandbox, costMicros }: Pick<AssistantMessage, 'sandbox' | 'costMicros'>): {
  readonly amount?: string;
  readonly words?: string;
} {
  const t = useTranslations('chat.figures');
  const hasAmount = !sandbox && typeof costMicros === 'number';
  const { data } = useQuery({ ...modelFiguresQuery, enabled: hasAmount });
  const money = useMoney(data?.currency ?? 'CNY');
  if (sandbox) return { words: t('sandbox') };
  if (costMicros === null) return { words: t('unpriced') };
  if (costMicros === undefined || data === undefined) return {};
  const amount = money.amount(costMicros);
  return { amount, words: amount };
}
