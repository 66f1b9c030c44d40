'use client';
import { useTranslations } from 'next-intl';
import type { Plan } from '#lib/contract/plans.ts';
import { documentedLimit, isDocumented } from '#lib/domain/limits/documented.ts';
import { LIMIT_FIELDS, LIMIT_KINDS, type LimitKind } from '#lib/domain/limits/kinds.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useLimitWords } from './use-limit-words.ts';

const CELL = 'py-2 pr-3 text-left align-top font-normal wrap-anywhere';

interface LimitsTableProps {
  plan: Plan;
  currency: string;
}

/** What a plan allows one owner, and everybody on it together. */
export function LimitsTable({ plan, currency }: LimitsTableProps) {
  const t = useTranslations('plans.limits');
  const words = useLimitWords(currency);
  const { limits, pool } = plan;
  const looks = (limit: number | null) => classNames(CELL, limit === null ? 'text-muted' : 'tabular-nums');
  return (
    <table aria-label={t('label', { name: plan.name })} className="w-full table-fixed border-collapse text-ui">
      <thead className="text-meta text-muted">
        <tr className="border-b border-line-soft">
          <th scope="col" className={`${CELL} w-22`}>
            <span className="sr-only">{t('kind')}</span>
          </th>
          <th scope="col" className={CELL}>
            {t('owner')}
          </th>
          <th scope="col" className={CELL}>
            {t('pool')}
          </th>
        </tr>
      </thead>
      <tbody>
        {LIMIT_KINDS.map((kind) => (
          <tr key={kind} className="border-b border-line-soft last:border-b-0">
            <th scope="row" className={`${CELL} text-muted`}>
              {t(kind)}
            </th>
            <td className={looks(limits[LIMIT_FIELDS[kind]])}>
              {words(limits, kind)}
              <DocumentedLimit plan={plan} kind={kind} currency={currency} />
            </td>
            <td className={looks(pool[LIMIT_FIELDS[kind]])}>{words(pool, kind)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether a limit is the vendor's, or what the vendor's is. */
function DocumentedLimit({ plan, kind, currency }: LimitsTableProps & { kind: LimitKind }) {
  const t = useTranslations('plans.card');
  const words = useLimitWords(currency);
  const documented = documentedLimit(plan.id, kind);
  if (documented === undefined) return null;
  const text =
    documented === 'perCustomer'
      ? t('perCustomer')
      : isDocumented(plan, kind)
        ? t('documented')
        : t('documentedAs', { limit: words(documented.limits, kind) });
  return <span className="block text-meta text-faint">{text}</span>;
}
