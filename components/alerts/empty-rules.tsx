'use client';
import { BellPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
import { createRule, removeRule } from '#lib/client/alerts.ts';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { exampleRules } from '#lib/domain/alerts/examples.ts';
import type { ActOn } from './rules-list.tsx';

interface EmptyRulesProps {
  /** ISO 4217. */
  currency: string;
  /** Absent for somebody who only reads. */
  act: ActOn | undefined;
}

/** What stands where no rule is, with the way to some. */
export function EmptyRules({ currency, act }: EmptyRulesProps) {
  const t = useTranslations('alerts');
  const addExamples = (add: ActOn) => {
    const made: AlertRule[] = [];
    add({
      // One after the other: they stand in the order in which they were made.
      run: async () => {
        for (const wish of exampleRules((metric) => t(`names.${metric}`))) made.push(await createRule(wish));
      },
      done: { message: t('done.examples'), undo: () => Promise.all(made.map(({ id }) => removeRule(id))) },
    });
  };
  return (
    <EmptyList
      title={t('empty.title')}
      body={t(act === undefined ? 'empty.viewer' : 'empty.body')}
      filtered={undefined}
    >
      {act !== undefined && (
        <>
          <Button look="primary" onClick={() => addExamples(act)}>
            <BellPlus size={16} strokeWidth={1.5} aria-hidden />
            {t('empty.examples')}
          </Button>
          <p className="max-w-prose text-meta text-faint">{t('empty.examplesHelp', { currency })}</p>
        </>
      )}
    </EmptyList>
  );
}
