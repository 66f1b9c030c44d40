'use client';
import { Activity } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import type { Sample } from './use-sample.ts';

interface EmptyUsageProps {
  /** Absent: no traffic can be made, or not by whoever looks. */
  sample: Sample | undefined;
  /** Filters are set: without them there may be something. */
  onReset: (() => void) | undefined;
}

/** What stands where no call is, with the way to some. */
export function EmptyUsage({ sample, onReset }: EmptyUsageProps) {
  const t = useTranslations('usage.empty');
  return (
    <div className="flex flex-col items-start gap-3 rounded-card border border-line p-6">
      <h2 className="text-title">{onReset === undefined ? t('title') : t('filtered')}</h2>
      {onReset === undefined ? (
        <p className="max-w-prose text-ui text-muted">{t('body')}</p>
      ) : (
        <Button onClick={onReset}>{t('reset')}</Button>
      )}
      {sample !== undefined && onReset === undefined && <SampleOffer sample={sample} />}
    </div>
  );
}

function SampleOffer({ sample: { secondsLeft, failure, start } }: { sample: Sample }) {
  const t = useTranslations('usage.empty');
  return (
    <>
      <Button look="primary" disabled={secondsLeft > 0} onClick={start}>
        <Activity size={16} strokeWidth={1.5} aria-hidden />
        {t('sample')}
      </Button>
      <p className="max-w-prose text-meta text-faint">{t('sampleHelp')}</p>
      {failure !== undefined && (
        <p role="alert" className="text-meta text-danger">
          {t('sampleFailed', { message: failure })}
        </p>
      )}
    </>
  );
}
