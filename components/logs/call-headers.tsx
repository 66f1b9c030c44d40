'use client';
import { useTranslations } from 'next-intl';
import type { CallDetail } from '#lib/contract/call-detail.ts';

/** As its caller sent them, without what may be a secret. */
export function CallHeaders({ headers }: Pick<CallDetail, 'headers'>) {
  const t = useTranslations('logs.headers');
  return (
    <section className="border-t border-line-soft p-4">
      <h3 className="text-ui font-semibold">{t('title')}</h3>
      {headers === null ? (
        <p className="mt-1 text-meta text-muted">{t('unknown')}</p>
      ) : (
        <>
          <p className="mt-1 text-meta text-muted">{t('note')}</p>
          <dl className="mt-2 flex flex-col gap-1.5 font-mono text-meta">
            {[...byName(headers)].map(([name, value]) => (
              <div key={name}>
                <dt className="inline text-muted">{`${name}: `}</dt>
                <dd className="inline wrap-anywhere">
                  {value ?? <span className="font-sans text-faint">{t('hidden')}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

/** One that came twice has both values, as HTTP joins them. */
function byName(headers: NonNullable<CallDetail['headers']>): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>();
  for (const { name, value } of headers) {
    const known = values.get(name) ?? null;
    values.set(name, known === null ? value : [known, value].join(', '));
  }
  return values;
}
