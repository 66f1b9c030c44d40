'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Lines } from '#components/ui/lines.tsx';
import type { InvitationCreated } from '#lib/contract/people.ts';

/** Hosts that are another machine on every machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

interface LinkShownProps {
  created: InvitationCreated;
  /** Whose password it sets anew; absent: it invites. */
  name?: string | undefined;
  /** Where people open the console. */
  origin: string;
  onClose: () => void;
}

/** The only time that anybody sees a link. */
export function LinkShown({ created, name, origin, onClose }: LinkShownProps) {
  const t = useTranslations('people.link');
  const close = useTranslations('shell')('close');
  const format = useFormatter();
  const { token, email, expiresAt } = created;
  const until = format.dateTime(new Date(expiresAt), { dateStyle: 'medium', timeStyle: 'short' });
  const isReset = name !== undefined;
  return (
    <Dialog
      title={isReset ? t('reset', { name }) : t('invitation')}
      closeLabel={close}
      onClose={onClose}
      closedBy="request"
    >
      <div className="flex flex-col gap-4 p-4">
        <p className="rounded-control bg-warning-soft px-3 py-2 text-ui">{t('now')}</p>
        {/* Behind the `#` no server and no log gets to see the token. */}
        <Lines text={`${origin}/join#${token}`} copyLabel={t('copy')} />
        <div className="flex flex-col gap-1 text-ui text-muted">
          <p>{t('once', { until })}</p>
          <p>{isReset ? t('secret') : email === null ? t('anybody') : t('only', { email })}</p>
          {LOOPBACK.test(new URL(origin).hostname) && <p>{t('loopback')}</p>}
        </div>
        <Button look="primary" className="self-end" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </Dialog>
  );
}
