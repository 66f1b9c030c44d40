'use client';
import { useTranslations } from 'next-intl';
import type { useActs } from '#components/ui/use-acts.ts';
import { changeRule, createRule, removeRule } from '#lib/client/alerts.ts';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { ruleMatterSchema } from '#lib/contract/alerts.ts';
import type { AlertsView } from '#lib/domain/alerts/view.ts';
import { RuleItem } from './rule-item.tsx';
import type { AlertWords } from './use-alert-words.ts';

export type ActOn = ReturnType<typeof useActs>['act'];

interface RulesListProps {
  rules: readonly AlertRule[];
  words: AlertWords;
  /** Absent for somebody who only reads. */
  act: ActOn | undefined;
  onView: (view: AlertsView) => void;
}

/** What is watched, with what is seen now. */
export function RulesList({ rules, words, act, onView }: RulesListProps) {
  const t = useTranslations('alerts');
  const turn = (on: boolean, { id, name }: AlertRule, perform: ActOn) =>
    perform({
      run: () => changeRule(id, { enabled: on }),
      done: {
        message: t(on ? 'done.turnedOn' : 'done.turnedOff', { name }),
        undo: () => changeRule(id, { enabled: !on }),
      },
    });
  const remove = (rule: AlertRule, perform: ActOn) =>
    perform({
      run: () => removeRule(rule.id),
      done: {
        message: t('done.removed', { name: rule.name }),
        undo: () => createRule(ruleMatterSchema.parse(rule)),
      },
    });
  return (
    <section aria-labelledby="alert-rules">
      <h2 id="alert-rules" className="mb-2 text-ui font-semibold">
        {t('rules.title')}
      </h2>
      <ul className="divide-y divide-line-soft rounded-card border border-line">
        {rules.map((rule) => (
          <li key={rule.id}>
            <RuleItem
              rule={rule}
              words={words}
              onHistory={() => onView({ rule: rule.id })}
              acts={
                act && {
                  change: () => onView({ open: { dialog: 'change-rule', id: rule.id } }),
                  turn: () => turn(!rule.enabled, rule, act),
                  remove: () => remove(rule, act),
                }
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
