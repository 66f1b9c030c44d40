'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { changeRule, createRule } from '#lib/client/alerts.ts';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { newDraft, type RuleDraft, readDraft, toDraft } from '#lib/domain/alerts/draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { useRefresh } from './use-refresh.ts';

interface RuleDialogProps {
  /** Undefined: a new one. */
  rule: AlertRule | undefined;
  isTeam: boolean;
  currency: string;
  onDone: (done: Done | undefined) => void;
  onClose: () => void;
}

/** Makes a rule, or another one of it. */
export function RuleDialog({ rule, isTeam, currency, onDone, onClose }: RuleDialogProps) {
  const t = useTranslations('alerts');
  const refresh = useRefresh();
  // As it was when the dialog opened: what is asked again meanwhile takes nothing back that was typed.
  const [before] = useState(rule);
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === undefined ? newDraft() : toDraft(rule)));
  const save = async (): Promise<Done | undefined> => {
    const wish = readDraft(draft, t(`names.${draft.metric}`));
    if (wish === undefined) return undefined;
    if (before === undefined) {
      const { name } = await createRule(wish);
      await refresh();
      return { message: t('done.created', { name }) };
    }
    const { id, createdAt: _, now: __, firingSince: ___, scopeName: ____, enabled, ...matter } = before;
    const { name } = await changeRule(id, wish);
    await refresh();
    return { message: t('done.changed', { name }), undo: () => changeRule(id, { ...matter, enabled }) };
  };
  return (
    <ChangeDialog
      title={before === undefined ? t('form.new') : t('form.change', { name: before.name })}
      submit={t(before === undefined ? 'form.create' : 'form.save')}
      change={save}
      onDone={onDone}
      onClose={onClose}
      closedBy="request"
    >
      <RuleFields
        draft={draft}
        isTeam={isTeam}
        currency={currency}
        onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
      />
    </ChangeDialog>
  );
}
