'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AUDIT_ACTIONS, type AuditEntry } from '#lib/contract/audit.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { PERSON_ROLES } from '#lib/contract/people.ts';
import { type DetailLine, detailLines } from '#lib/domain/audit/lines.ts';

const FIELDS = [
  ...(['name', 'email', 'role', 'plan', 'days', 'invitedBy', 'sessions', 'owner', 'models', 'routes'] as const),
  ...(['expiresAt', 'newKey', 'overlapMinutes', 'until', 'requestId', 'calls'] as const),
  ...(['icp', 'publicSecurity', 'modelFiling', 'mode', 'provider'] as const),
  ...(['enabled', 'metric', 'scope', 'threshold', 'limit', 'windowMinutes', 'minCalls'] as const),
  ...(['form', 'language', 'address', 'signed', 'secret'] as const),
  ...(['limits.requestsPerMinute', 'limits.tokens', 'limits.tokenWindow', 'limits.spendMicrosPerMonth'] as const),
  ...(['pool.requestsPerMinute', 'pool.tokens', 'pool.tokenWindow', 'pool.spendMicrosPerMonth'] as const),
] as const;

/** Fields that take one of a few words. */
const FIXED: Readonly<Record<string, readonly ('day' | 'month' | 'default' | 'on' | 'off')[]>> = {
  tokenWindow: ['day', 'month'],
  mode: ['default', 'on', 'off'],
};

const MICROS = 1_000_000;

export interface AuditWordsOptions {
  /** Of a person; undefined for nobody who is known. */
  readonly personName: (id: string) => string | undefined;
  /** Of a plan; undefined for one that is gone. */
  readonly planName: (id: string) => string | undefined;
  /** Of the ledger, ISO 4217. */
  readonly currency: string;
}

/** An entry of the audit log in the reader's language. */
export function useAuditWords({ personName, planName, currency }: AuditWordsOptions) {
  const t = useTranslations('audit');
  const roles = useTranslations('people.roles');
  const format = useFormatter();

  const roleName = (role: unknown): string => {
    const known = PERSON_ROLES.find((name) => name === role);
    return known === undefined ? String(role ?? '') : roles(`${known}.name`);
  };
  const actorName = ({ name, role }: AuditEntry['actor']): string =>
    role === 'local' ? t('who.local') : name || t('who.nobody');
  const actorRole = ({ role }: AuditEntry['actor']): string =>
    role === 'local' || role === 'nobody' ? t(`roles.${role}`) : roleName(role);

  /** What nobody has words for is shown as it is kept. */
  const value = (field: string, kept: unknown): string => {
    if (kept === null || kept === undefined) return t('values.none');
    const last = field.split('.').at(-1);
    if (field === 'role') return roleName(kept);
    if (kept === LOCAL_OWNER && field === 'owner') return t('who.local');
    if (field === 'owner' || field === 'invitedBy') return personName(String(kept)) ?? String(kept);
    if (field === 'plan') return planName(String(kept)) ?? String(kept);
    if (Array.isArray(kept)) return format.list(kept.map(String), { type: 'unit' });
    // What was never chosen is kept as nothing.
    const fixed = FIXED[last ?? '']?.find((word) => word === (kept || 'default'));
    if (fixed !== undefined) return t(`values.${fixed}`);
    if (kept === '') return t('values.empty');
    if (typeof kept === 'boolean') return t(kept ? 'values.yes' : 'values.no');
    if (typeof kept === 'number') {
      if (last !== 'spendMicrosPerMonth') return format.number(kept);
      return format.number(kept / MICROS, { style: 'currency', currency, maximumFractionDigits: 6 });
    }
    if ((last === 'expiresAt' || last === 'until') && typeof kept === 'string') {
      return format.dateTime(new Date(kept), { dateStyle: 'medium', timeStyle: 'short' });
    }
    return typeof kept === 'string' ? kept : JSON.stringify(kept);
  };
  const label = (field: string): string => {
    const known = FIELDS.find((name) => name === field);
    return known === undefined ? field : t(`fields.${known}`);
  };
  /** What was chosen, or what it was and became. */
  const values = (detail: DetailLine): string =>
    detail.kind === 'chosen'
      ? value(detail.field, detail.value)
      : t('change', { from: value(detail.field, detail.from), to: value(detail.field, detail.to) });

  /** What was done, as one sentence. */
  const sentence = ({ action, actor, target, details }: AuditEntry): ReactNode => {
    const known = AUDIT_ACTIONS.find((name) => name === action);
    const changes = detailLines(details).filter(({ kind }) => kind === 'changed');
    const { role, sessions, overlapMinutes } = details;
    return (
      <>
        {t.rich(known === undefined ? 'unknownAct' : `sentences.${known}`, {
          action,
          actor: actorName(actor),
          target: target?.name || target?.id || '',
          named: target?.name ? 'yes' : 'no',
          role: roleName(role),
          count: Number(sessions ?? overlapMinutes ?? 0),
          own: target?.id === actor.id ? 'yes' : 'no',
          b: (chunks) => <strong>{chunks}</strong>,
        })}
        {changes.length > 0 &&
          t('changes', {
            list: changes.map((change) => `${label(change.field)} ${values(change)}`).join(t('separator')),
          })}
      </>
    );
  };
  return { actorName, actorRole, label, sentence, values };
}

export type AuditWords = ReturnType<typeof useAuditWords>;
