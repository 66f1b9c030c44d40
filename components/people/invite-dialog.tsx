'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { FIELD, Field } from '#components/ui/field.tsx';
import { invite } from '#lib/client/people.ts';
import { DEFAULT_INVITATION_DAYS, type InvitationCreated, type PersonRole } from '#lib/contract/people.ts';
import { PlanField } from './plan-field.tsx';
import { RoleField } from './role-field.tsx';
import { useAdminRefusal } from './use-admin-refusal.ts';

const DAYS = [1, 3, DEFAULT_INVITATION_DAYS, 14, 30] as const;
const DEFAULT_PLAN = 'free';

interface InviteDialogProps {
  onCreated: (created: InvitationCreated) => void;
  onClose: () => void;
}

export function InviteDialog({ onCreated, onClose }: InviteDialogProps) {
  const t = useTranslations('people.invite');
  const words = useTranslations('people.change');
  const refusal = useAdminRefusal();
  const [role, setRole] = useState<PersonRole>('developer');
  const [plan, setPlan] = useState(DEFAULT_PLAN);
  const [email, setEmail] = useState('');
  const [days, setDays] = useState(DEFAULT_INVITATION_DAYS);
  return (
    <ChangeDialog
      title={t('title')}
      submit={t('submit')}
      change={() => refusal(invite({ role, plan, email: email === '' ? null : email, days }))}
      onDone={onCreated}
      onClose={onClose}
    >
      <RoleField label={words('role')} value={role} onChange={setRole} />
      <div className="grid gap-4 sm:grid-cols-2">
        <PlanField label={words('plan')} value={plan} onChange={setPlan} />
        <Field label={t('days')}>
          {(ids) => (
            <select {...ids} value={days} onChange={({ target }) => setDays(Number(target.value))} className={FIELD}>
              {DAYS.map((count) => (
                <option key={count} value={count}>
                  {t('daysOption', { days: count })}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={t('email')} help={t('emailHelp')}>
        {(ids) => (
          <input
            {...ids}
            type="email"
            autoComplete="off"
            maxLength={254}
            value={email}
            onChange={({ target }) => setEmail(target.value)}
            className={FIELD}
          />
        )}
      </Field>
    </ChangeDialog>
  );
}
