'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { memo } from 'react';
import { CallEnd, CalledModel } from '#components/ui/call-cells.tsx';
import type { LoggedCall } from '#lib/contract/call-log.ts';
import type { LogWords } from './use-log-words.ts';

interface CallsTableProps {
  calls: readonly LoggedCall[];
  words: LogWords;
  onOpen: (call: LoggedCall) => void;
  /** Somebody's focus comes to a row. */
  onEnter?: () => void;
}

const CELL = 'px-3 py-2 text-left align-top font-normal';
const WIDE = `${CELL} max-md:hidden`;
const NUMBER = `${WIDE} text-right whitespace-nowrap tabular-nums`;

/** Calls in a line each, the newest first; on a phone with the most important alone. */
export function CallsTable({ calls, words, onOpen, onEnter }: CallsTableProps) {
  const t = useTranslations('logs.table');
  return (
    <div className="overflow-hidden rounded-card border border-line">
      <table aria-label={t('label')} className="w-full border-collapse text-ui">
        <thead>
          <tr className="border-b border-line bg-bg text-meta text-muted">
            <th scope="col" className={CELL}>
              {t('time')}
            </th>
            <th scope="col" className={CELL}>
              {t('result')}
            </th>
            <th scope="col" className={WIDE}>
              {t('model')}
            </th>
            <th scope="col" className={`${CELL} max-lg:hidden`}>
              {t('who')}
            </th>
            <th scope="col" className={NUMBER}>
              {t('tokens')}
            </th>
            <th scope="col" className={`${NUMBER} max-lg:hidden`}>
              {t('cost')}
            </th>
            <th scope="col" className={`${NUMBER} max-lg:hidden`}>
              {t('firstByte')}
            </th>
            <th scope="col" className={NUMBER}>
              {t('duration')}
            </th>
          </tr>
        </thead>
        <tbody onFocus={onEnter}>
          {calls.map((call) => (
            <Row key={call.requestId} call={call} words={words} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Drawn once: while a log grows, some hundred of them stand still. */
const Row = memo(function CallRow({
  call,
  words,
  onOpen,
}: Omit<CallsTableProps, 'calls' | 'onEnter'> & { call: LoggedCall }) {
  const t = useTranslations('logs.table');
  const format = useFormatter();
  const { requestId, startedAt, promptTokens, completionTokens, costMicros, firstByteMs, durationMs } = call;
  return (
    <tr className="border-b border-line-soft last:border-b-0 hover:bg-hover">
      <th scope="row" className={CELL}>
        <button
          type="button"
          aria-label={t('open', { time: words.time(startedAt), id: requestId })}
          onClick={() => onOpen(call)}
          className="-mx-1 min-h-6 rounded-control px-1 whitespace-nowrap text-accent tabular-nums hover:underline pointer-coarse:min-h-11"
        >
          {words.time(startedAt)}
        </button>
        <div className="md:hidden">
          <CalledModel {...call} />
        </div>
      </th>
      <td className={CELL}>
        <CallEnd {...call} />
      </td>
      <td className={WIDE}>
        <CalledModel {...call} />
      </td>
      <td className={`${CELL} max-lg:hidden`}>
        <span className="block wrap-anywhere">{words.key(call)}</span>
        <span className="block text-meta wrap-anywhere text-muted">{words.person(call)}</span>
      </td>
      <td className={NUMBER}>{`${format.number(promptTokens)} / ${format.number(completionTokens)}`}</td>
      <td className={`${NUMBER} max-lg:hidden`}>{costMicros === null ? '—' : words.money(costMicros)}</td>
      <td className={`${NUMBER} max-lg:hidden`}>{firstByteMs === null ? '—' : words.ms(firstByteMs)}</td>
      <td className={NUMBER}>{words.ms(durationMs)}</td>
    </tr>
  );
});
