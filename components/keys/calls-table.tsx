'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { CallEnd, CalledModel } from '#components/ui/call-cells.tsx';
import { useDuration } from '#components/ui/use-duration.ts';
import type { RecentCall } from '#lib/contract/key-use.ts';
import { CELL, DataTable, NUMBER_CELL } from './data-table.tsx';

interface CallsTableProps {
  calls: readonly RecentCall[];
  timeZone: string;
}

const WIDE_CELL = `${CELL} max-lg:hidden`;
const WIDE_NUMBER_CELL = `${NUMBER_CELL} max-lg:hidden`;

/** Single calls, the newest first; on a phone in two columns. */
export function CallsTable({ calls, timeZone }: CallsTableProps) {
  const t = useTranslations('keys.detail');
  const use = useTranslations('keys.use');
  const format = useFormatter();
  const duration = useDuration();
  return (
    <DataTable
      label={t('calls.newest', { count: calls.length })}
      columns={[
        [t('calls.time'), CELL],
        [t('kinds.model'), WIDE_CELL],
        [t('kinds.status'), CELL],
        [t('sums.tokens'), WIDE_NUMBER_CELL],
        [t('calls.duration'), WIDE_NUMBER_CELL],
        [t('calls.requestId'), WIDE_CELL],
      ]}
    >
      {calls.map((call) => {
        const { requestId, startedAt, tokens, durationMs } = call;
        const id = <code className="font-mono text-meta wrap-anywhere text-muted">{requestId}</code>;
        const took = duration(durationMs);
        return (
          <tr key={requestId}>
            <th scope="row" className={CELL}>
              <time dateTime={startedAt} className="whitespace-nowrap tabular-nums">
                {format.dateTime(new Date(startedAt), {
                  ...{ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
                  ...{ hourCycle: 'h23', timeZone },
                })}
              </time>
              <div className="mt-0.5 lg:hidden">
                <CalledModel {...call} />
                {id}
              </div>
            </th>
            <td className={WIDE_CELL}>
              <CalledModel {...call} />
            </td>
            <td className={CELL}>
              <CallEnd {...call} />
              <span className="block text-meta text-muted tabular-nums lg:hidden">
                {use('tokens', { count: tokens })}
              </span>
              <span className="block text-meta text-muted tabular-nums lg:hidden">{took}</span>
            </td>
            <td className={WIDE_NUMBER_CELL}>{format.number(tokens)}</td>
            <td className={`${WIDE_NUMBER_CELL} whitespace-nowrap`}>{took}</td>
            <td className={WIDE_CELL}>{id}</td>
          </tr>
        );
      })}
    </DataTable>
  );
}
