'use client';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { chatPath } from '#lib/client/chat/go-to.ts';
import type { OpenedCall } from '#lib/client/chat/open-call.ts';

interface NotCarriedDialogProps {
  opened: OpenedCall;
  onClose: () => void;
}

/** What of a call its conversation does not have. */
export function NotCarriedDialog({ opened: { conversationId, notCarried }, onClose }: NotCarriedDialogProps) {
  const t = useTranslations('logs.payload.notCarried');
  const close = useTranslations('shell')('close');
  const { toolMessages, tools, parameters, pictures, parts, answer } = notCarried;
  const missing = [
    ...(toolMessages > 0 ? [t('toolMessages', { count: toolMessages })] : []),
    ...(tools ? [t('tools')] : []),
    ...(parameters.length > 0 ? [t('parameters', { names: parameters.join(', ') })] : []),
    ...(pictures > 0 ? [t('pictures', { count: pictures })] : []),
    ...(parts > 0 ? [t('parts', { count: parts })] : []),
    ...(answer ? [t('answer')] : []),
  ];
  return (
    <Dialog title={t('title')} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4 text-ui">
        <p>{t('body')}</p>
        <ul className="list-disc pl-5">
          {missing.map((line) => (
            <li key={line} className="wrap-anywhere">
              {line}
            </li>
          ))}
        </ul>
        <ButtonLink look="primary" className="self-end" href={chatPath(conversationId)}>
          {t('go')}
        </ButtonLink>
      </div>
    </Dialog>
  );
}
