'use client';
import type { Done } from '#components/ui/use-acts.ts';
import type { AlertRule, Webhook, WebhookSaved } from '#lib/contract/alerts.ts';
import type { AlertsDialog } from '#lib/domain/alerts/view.ts';
import { RemoveWebhookDialog } from './remove-webhook-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

interface AlertDialogsProps {
  open: AlertsDialog;
  rules: readonly AlertRule[];
  webhooks: readonly Webhook[];
  isTeam: boolean;
  currency: string;
  /** @param done absent when nothing was changed */
  onDone: (done: Done | undefined, saved?: WebhookSaved) => void;
  onClose: () => void;
}

/** The dialog that is open; none when it is about something that there is not. */
export function AlertDialogs({ open, rules, webhooks, isTeam, currency, onDone, onClose }: AlertDialogsProps) {
  const ends = { onDone, onClose };
  if (open.dialog === 'new-rule') return <RuleDialog rule={undefined} isTeam={isTeam} currency={currency} {...ends} />;
  if (open.dialog === 'new-webhook') return <WebhookDialog webhook={undefined} {...ends} />;
  if (open.dialog === 'change-rule') {
    const rule = rules.find(({ id }) => id === open.id);
    return rule === undefined ? null : <RuleDialog rule={rule} isTeam={isTeam} currency={currency} {...ends} />;
  }
  const webhook = webhooks.find(({ id }) => id === open.id);
  if (webhook === undefined) return null;
  return open.dialog === 'change-webhook' ? (
    <WebhookDialog webhook={webhook} {...ends} />
  ) : (
    <RemoveWebhookDialog webhook={webhook} {...ends} />
  );
}
