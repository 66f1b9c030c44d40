'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Lines } from '#components/ui/lines.tsx';
import type { AuditEntry } from '#lib/contract/audit.ts';
import { detailLines } from '#lib/domain/audit/lines.ts';
import type { AuditWords } from './use-audit-words.tsx';

interface EntryDetailsProps {
  entry: AuditEntry;
  words: AuditWords;
  onTarget: (id: string) => void;
}

/** All that is known of an act, and the entry as it is kept. */
export function EntryDetails({ entry, words, onTarget }: EntryDetailsProps) {
  const t = useTranslations('audit.details');
  const format = useFormatter();
  const { at, actor, target, peer, requestId, details } = entry;
  const role = words.actorRole(actor);
  return (
    <div className="flex flex-col gap-3 border-t border-line-soft bg-bg px-3 py-3 sm:pl-9">
      <dl className="grid gap-x-6 text-ui sm:gap-y-1.5 sm:grid-cols-[max-content_1fr]">
        <Fact term={t('at')}>
          {format.dateTime(new Date(at), { dateStyle: 'long', timeStyle: 'long', hourCycle: 'h23' })}
        </Fact>
        <Fact term={t('actor')}>
          {actor.id === '' || actor.role === 'local'
            ? words.actorName(actor)
            : t('actorWithId', { name: words.actorName(actor), role, id: actor.id })}
        </Fact>
        {target !== null && (
          <Fact term={t('target')}>
            <span className="mr-2">
              {target.name === '' ? target.id : t('targetWithId', { name: target.name, id: target.id })}
            </span>
            <Button size="compact" onClick={() => onTarget(target.id)}>
              {t('onlyTarget')}
            </Button>
          </Fact>
        )}
        <Fact term={t('peer')}>{peer ?? t('unknown')}</Fact>
        <Fact term={t('requestId')}>
          <code className="font-mono text-[13px]">{requestId}</code>
          <CopyButton text={requestId} label={t('copyRequestId')} />
        </Fact>
        {detailLines(details).map((detail) => (
          <Fact key={detail.field} term={words.label(detail.field)}>
            {words.values(detail)}
          </Fact>
        ))}
      </dl>
      <section>
        <h3 className="mb-1 text-meta font-normal text-muted">{t('raw')}</h3>
        <Lines text={JSON.stringify(entry, null, 2)} copyLabel={t('copyRaw')} />
      </section>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted max-sm:mt-2">{term}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1 wrap-anywhere">{children}</dd>
    </div>
  );
}
