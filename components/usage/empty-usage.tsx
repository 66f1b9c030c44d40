'use client';
import { Activity } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { EmptyList } from '#components/ui/empty-list.tsx';
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
    <EmptyList
      title={t('title')}
      body={t('body')}
      filtered={onReset && { title: t('filtered'), clear: t('reset'), onClear: onReset }}
    >
      {sample !== undefined && <SampleOffer sample={sample} />}
    </EmptyList>
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
