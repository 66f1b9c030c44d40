'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { HourSums } from '#lib/contract/key-use.ts';
import { BadCount, CELL, DataTable, NUMBER_CELL } from './data-table.tsx';
import { useWords } from './use-words.ts';

interface HoursTableProps {
  hours: readonly HourSums[];
  timeZone: string;
  currency: string;
}

/** The hours that something happened in, the latest first. */
export function HoursTable({ hours, timeZone, currency }: HoursTableProps) {
  const t = useTranslations('keys.detail');
  const format = useFormatter();
  const words = useWords(currency);
  const busy = hours.filter(({ requests }) => requests > 0).toReversed();
  const quiet = hours.length - busy.length;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <DataTable
        label={t('hours.title')}
        columns={[
          [t('hours.hour'), CELL],
          [t('sums.requests'), NUMBER_CELL],
          [t('hours.bad'), NUMBER_CELL],
          [t('sums.tokens'), NUMBER_CELL],
          [t('sums.cost'), `${NUMBER_CELL} max-md:hidden`],
        ]}
      >
        {busy.map((hour) => (
          <tr key={hour.startsAt}>
            <th scope="row" className={`${CELL} whitespace-nowrap tabular-nums`}>
              {format.dateTime(new Date(hour.startsAt), {
                ...{ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
              })}
            </th>
            <td className={NUMBER_CELL}>{format.number(hour.requests)}</td>
            <td className={NUMBER_CELL}>
              <BadCount count={hour.refused + hour.failed} text={format.number(hour.refused + hour.failed)} />
            </td>
            <td className={NUMBER_CELL}>{format.number(hour.tokens)}</td>
            <td className={`${NUMBER_CELL} max-md:hidden`}>{words.cost(hour)}</td>
          </tr>
        ))}
      </DataTable>
      {quiet > 0 && <p className="text-meta text-faint">{t('hours.quiet', { count: quiet })}</p>}
    </div>
  );
}
