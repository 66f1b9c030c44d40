'use client';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { DoneBar } from '#components/ui/done-bar.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { useActs } from '#components/ui/use-acts.ts';
import { invitationsQuery, peopleQuery } from '#lib/client/people.ts';
import { plansQuery } from '#lib/client/plans.ts';
import { listed } from '#lib/domain/people/listed.ts';
import { InvitationsList } from './invitations-list.tsx';
import { type OpenDialog, PeopleDialogs } from './people-dialogs.tsx';
import { PeopleSearch } from './people-search.tsx';
import { PeopleTable } from './people-table.tsx';
import { useRefresh } from './use-refresh.ts';

/** More than can be taken in at a glance. */
const SEARCHED_FROM = 11;

interface PeoplePageProps {
  /** Who looks. */
  selfId: string;
  /** Where people open the console; absent: as it is opened here. */
  origin: string | undefined;
}

export function PeoplePage({ selfId, origin }: PeoplePageProps) {
  const t = useTranslations('people.page');
  const loading = useTranslations('shell')('loading');
  const locale = useLocale();
  const people = useQuery(peopleQuery);
  const invitations = useQuery(invitationsQuery);
  const plans = useQuery(plansQuery);
  const failed = [people, invitations].filter(({ isError }) => isError);
  const { done, report, dismiss, act } = useActs(useRefresh());
  const [open, setOpen] = useState<OpenDialog>();
  const [search, setSearch] = useState('');
  const close = () => setOpen(undefined);
  const planName = (id: string) => plans.data?.find((plan) => plan.id === id)?.name ?? id;
  const shown = listed(people.data ?? [], { selfId, locale, search });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-5xl flex-col gap-5 p-4 pb-0 md:p-6 md:pb-0">
        <PageHead title={t('title')} intro={t('intro')}>
          <Button look="primary" onClick={() => setOpen({ dialog: 'invite' })}>
            <UserPlus size={16} strokeWidth={1.5} aria-hidden />
            {t('invite')}
          </Button>
        </PageHead>
        {failed.length > 0 && (
          <LoadFailed
            words={t('failed')}
            retry={t('retry')}
            onRetry={() => void Promise.all(failed.map(({ refetch }) => refetch()))}
          />
        )}
        {people.isPending && (
          <p role="status" className="text-ui text-muted">
            {loading}
          </p>
        )}
        {people.data !== undefined && (
          <>
            {people.data.length >= SEARCHED_FROM && (
              <PeopleSearch value={search} found={shown.length} onChange={setSearch} />
            )}
            {shown.length > 0 && (
              <PeopleTable
                people={shown}
                selfId={selfId}
                planName={planName}
                onChange={(person) => setOpen({ dialog: 'change', person })}
                onManage={(person) => setOpen({ dialog: 'manage', person })}
              />
            )}
            {invitations.data !== undefined && invitations.data.length > 0 && (
              <InvitationsList
                invitations={invitations.data}
                people={people.data}
                planName={planName}
                onWithdraw={(link) => setOpen({ dialog: 'withdraw', link })}
              />
            )}
          </>
        )}
        <div className="grow" />
        <DoneBar done={done} onUndo={(undo, message) => act({ run: undo, done: { message } })} onDismiss={dismiss} />
      </div>
      {open !== undefined && (
        <PeopleDialogs
          open={open}
          selfId={selfId}
          origin={origin}
          onOpen={setOpen}
          onDone={(outcome) => {
            close();
            report(outcome);
          }}
          onClose={close}
        />
      )}
    </div>
  );
}
