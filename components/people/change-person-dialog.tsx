'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChangeDialog } from '#components/ui/change-dialog.tsx';
import { NameField } from '#components/ui/name-field.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { keysQuery } from '#lib/client/keys.ts';
import { changePerson } from '#lib/client/people.ts';
import type { Person } from '#lib/contract/people.ts';
import { ChangeEffects } from './change-effects.tsx';
import { PlanField } from './plan-field.tsx';
import { RoleField } from './role-field.tsx';
import { useAdminRefusal } from './use-admin-refusal.ts';
import { useRefresh } from './use-refresh.ts';

interface ChangePersonDialogProps {
  person: Person;
  /** The person is who looks. */
  isSelf: boolean;
  onDone: (done: Done) => void;
  onClose: () => void;
}

export function ChangePersonDialog({ person, isSelf, onDone, onClose }: ChangePersonDialogProps) {
  const t = useTranslations('people');
  const refusal = useAdminRefusal();
  const refresh = useRefresh();
  const router = useRouter();
  const keys = useQuery(keysQuery).data?.filter(({ owner }) => owner === person.id);
  const { id, name, role, plan } = person;
  const [wish, setWish] = useState({ name, role, plan });
  const set = (change: Partial<typeof wish>) => setWish((before) => ({ ...before, ...change }));
  const save = async (): Promise<Done | undefined> => {
    if (wish.name === name && wish.role === role && wish.plan === plan) return undefined;
    const saved = await refusal(changePerson(id, wish));
    await refresh();
    // One's own name stands in the frame of the page as well.
    if (isSelf) router.refresh();
    // Of the keys that are on the new plan then, nobody could tell which ones had come along.
    const takesMore = plan !== wish.plan && keys?.some((key) => key.plan === wish.plan) !== false;
    const undo = isSelf || takesMore ? undefined : () => refusal(changePerson(id, { name, role, plan }));
    return { message: t('done.changed', { name: saved.name }), undo };
  };
  return (
    <ChangeDialog
      title={t('change.title', { name })}
      submit={t('change.submit')}
      change={save}
      onDone={(done) => (done === undefined ? onClose() : onDone(done))}
      onClose={onClose}
    >
      <RoleField label={t('change.role')} value={wish.role} onChange={(chosen) => set({ role: chosen })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <PlanField label={t('change.plan')} value={wish.plan} onChange={(chosen) => set({ plan: chosen })} />
        <NameField label={t('name')} value={wish.name} onChange={(value) => set({ name: value })} />
      </div>
      <ChangeEffects person={person} isSelf={isSelf} wish={wish} keys={keys ?? []} />
    </ChangeDialog>
  );
}
