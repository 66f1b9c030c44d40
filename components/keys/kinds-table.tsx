'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { CallEnd, CalledModel } from '#components/ui/call-cells.tsx';
import type { CallKind } from '#lib/contract/key-use.ts';
import { CELL, DataTable, NUMBER_CELL } from './data-table.tsx';
import { useWords } from './use-words.ts';

interface KindsTableProps {
  kinds: readonly CallKind[];
  /** Requests of all kinds. */
  total: number;
  currency: string;
}

/** What was called how often, and how it ended. */
export function KindsTable({ kinds, total, currency }: KindsTableProps) {
  const t = useTranslations('keys.detail');
  const format = useFormatter();
  const words = useWords(currency);
  const others = total - kinds.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <>
      <DataTable
        label={t('kinds.title')}
        columns={[
          [t('kinds.model'), CELL],
          [t('kinds.status'), CELL],
          [t('sums.requests'), NUMBER_CELL],
          [t('sums.tokens'), NUMBER_CELL],
          [t('sums.cost'), `${NUMBER_CELL} max-md:hidden`],
        ]}
      >
        {kinds.map((kind) => (
          <tr key={[kind.endpoint, kind.model, kind.sandbox, kind.status, kind.outcome, kind.errorCode].join(' ')}>
            <th scope="row" className={CELL}>
              <CalledModel {...kind} />
            </th>
            <td className={CELL}>
              <CallEnd {...kind} />
            </td>
            <td className={NUMBER_CELL}>{format.number(kind.requests)}</td>
            <td className={NUMBER_CELL}>{format.number(kind.tokens)}</td>
            <td className={`${NUMBER_CELL} max-md:hidden`}>{words.cost(kind)}</td>
          </tr>
        ))}
      </DataTable>
      {others > 0 && <p className="text-meta text-faint">{t('kinds.others', { count: others })}</p>}
    </>
  );
}
