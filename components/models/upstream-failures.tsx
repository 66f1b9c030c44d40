'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { CatalogueUpstream } from '#lib/contract/catalogue.ts';
import { failureWords } from '#lib/domain/chat/failure.ts';

/** Upstreams that could not be asked, each in words. */
export function UpstreamFailures({ upstreams }: { upstreams: readonly CatalogueUpstream[] }) {
  const t = useTranslations('models.failures');
  const words = useTranslations('errors.codes');
  const failed = upstreams.flatMap(({ failure, ...upstream }) => (failure === null ? [] : [{ ...upstream, failure }]));
  if (failed.length === 0) return null;
  return (
    <div role="alert">
      <ul className="flex flex-col gap-2">
        {failed.map(({ name, modelCount, failure }) => (
          <li key={name} className="flex gap-2.5 rounded-card bg-danger-soft px-3.5 py-2.5 text-ui">
            <CircleAlert size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0 text-danger" />
            <div className="min-w-0">
              <p className="font-semibold break-words">
                {t('title', { name, reason: words(`${failureWords(failure.code)}.title`) })}
              </p>
              <p className="text-muted">{words(`${failureWords(failure.code)}.action`)}</p>
              <p className="text-muted">{t(modelCount > 0 ? 'named' : 'others')}</p>
              <p className="font-mono text-meta break-words text-muted">
                {failure.message === '' ? failure.code : `${failure.code}: ${failure.message}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
