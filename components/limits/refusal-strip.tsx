'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ErrorCode } from '#lib/contract/errors.ts';
import type { Refusals } from '#lib/contract/limit-watch.ts';
import { REFUSAL_KINDS, type RefusalKind } from '#lib/contract/limits.ts';
import { toLogQuery, WHOLE_LOG } from '#lib/domain/usage/log-view.ts';
import { classNames } from '#lib/std/class-names.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What the log asks for to show such calls. */
const LOG = {
  rate: { ending: 'limited', errorCode: 'rate_limit_exceeded' },
  quota: { ending: 'limited', errorCode: 'quota_exceeded' },
  spend: { ending: 'limited', errorCode: 'spend_limit_exceeded' },
  // An upstream’s own limit, and an account there that has nothing left.
  upstream: { ending: 'failed', errorCode: undefined },
  overload: { ending: 'failed', errorCode: 'overloaded' },
} as const satisfies Record<RefusalKind, { ending: 'limited' | 'failed'; errorCode: ErrorCode | undefined }>;

/** Calls of the last hour that found no room, by whose room it was. */
export function RefusalStrip({ refused, nowMs }: { refused: Refusals; nowMs: number }) {
  const t = useTranslations('limits.refused');
  // To the minute: the address is to stay the same while one aims at it.
  const from = new Date(Math.floor((nowMs - HOUR_MS) / MINUTE_MS) * MINUTE_MS).toISOString();
  return (
    <section aria-labelledby="limits-refused" className="flex flex-col gap-2">
      <h2 id="limits-refused" className="text-ui font-semibold">
        {t('title')}
      </h2>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        {REFUSAL_KINDS.map((kind) => {
          const count = refused[kind] ?? 0;
          return (
            <li key={kind}>
              <Link
                href={`/logs?${toLogQuery({ ...WHOLE_LOG, ...LOG[kind], from })}`}
                className="flex h-full flex-col gap-0.5 rounded-card border border-line bg-panel px-3 py-2.5 hover:border-line-control"
              >
                <span className="text-meta text-muted">{t(`kinds.${kind}`)}</span>
                <span className={classNames('text-title tabular-nums', count > 0 ? 'text-danger' : 'text-muted')}>
                  {t('count', { count })}
                </span>
                <span className="text-meta text-faint">{t(`help.${kind}`)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
