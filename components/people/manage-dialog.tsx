'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Done } from '#components/ui/use-acts.ts';
import { changePerson, endSessions, makeResetLink } from '#lib/client/people.ts';
import type { InvitationCreated, Person } from '#lib/contract/people.ts';
import { useAdminRefusal } from './use-admin-refusal.ts';
import { useRefresh } from './use-refresh.ts';

interface ManageDialogProps {
  person: Person;
  onDone: (done: Done) => void;
  /** A link to reset the password was made. */
  onLink: (created: InvitationCreated) => void;
  onClose: () => void;
}

/** What is done at once to somebody's account, each with what comes of it. */
export function ManageDialog({ person, onDone, onLink, onClose }: ManageDialogProps) {
  const t = useTranslations('people');
  const shell = useTranslations('shell');
  const refusal = useAdminRefusal();
  const refresh = useRefresh();
  const { id, name, disabled, sessions } = person;
  const setDisabled = async (wish: boolean) => {
    await refusal(changePerson(id, { disabled: wish })).finally(refresh);
  };
  const acting = useMutation({ mutationFn: async (act: () => Promise<unknown>) => await act() });
  const run = (act: () => Promise<unknown>) => {
    if (!acting.isPending) acting.mutate(act);
  };

  const reset = async () => {
    const created = await refusal(makeResetLink(id));
    void refresh();
    onLink(created);
  };
  const end = async () => {
    await refusal(endSessions(id)).finally(refresh);
    onDone({ message: t('done.sessionsEnded', { name }) });
  };
  const disable = async () => {
    await setDisabled(true);
    onDone({ message: t('done.disabled', { name }), undo: () => setDisabled(false) });
  };
  const enable = async () => {
    await setDisabled(false);
    onDone({ message: t('done.enabled', { name }), undo: () => setDisabled(true) });
  };
  return (
    <Dialog title={t('manage.title', { name })} closeLabel={shell('close')} onClose={onClose}>
      <div className="flex flex-col divide-y divide-line-soft px-4 py-1">
        {!disabled && <ActRow act="reset" onAct={() => run(reset)} />}
        {sessions > 0 && <ActRow act="sessions" count={sessions} onAct={() => run(end)} />}
        {disabled ? (
          <ActRow act="enable" onAct={() => run(enable)} />
        ) : (
          <ActRow act="disable" onAct={() => run(disable)} />
        )}
        {acting.isError && (
          <p role="alert" className="my-3 rounded-control bg-danger-soft px-3 py-2 text-ui text-danger">
            {shell('failed', { message: acting.error.message })}
          </p>
        )}
        <p className="py-3 text-ui">
          <Link href={`/audit?target=${encodeURIComponent(id)}`} className="text-accent underline underline-offset-2">
            {t('manage.audit')}
          </Link>
        </p>
      </div>
    </Dialog>
  );
}

interface ActRowProps {
  act: 'reset' | 'sessions' | 'disable' | 'enable';
  /** Of sessions. */
  count?: number;
  onAct: () => void;
}

function ActRow({ act, count = 0, onAct }: ActRowProps) {
  const t = useTranslations('people.manage');
  return (
    <section className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 grow basis-72">
        <h3 className="text-ui">{t(`${act}.title`)}</h3>
        <p className="text-ui text-muted">{t(`${act}.body`, { count })}</p>
      </div>
      <Button className={act === 'disable' ? 'text-danger' : undefined} onClick={onAct}>
        {t(`${act}.submit`)}
      </Button>
    </section>
  );
}
