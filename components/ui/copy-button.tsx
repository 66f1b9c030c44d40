'use client';
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';

const SHOWN_MS = 1600;

interface CopyButtonProps {
  text: string;
  label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations('shell');
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();

  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  const Icon = outcome === 'copied' ? Check : outcome === 'failed' ? TriangleAlert : Copy;
  const shown = outcome === 'copied' ? t('copied') : outcome === 'failed' ? t('copyFailed') : label;
  const icon = <Icon size={14} strokeWidth={1.5} aria-hidden />;

  return (
    <>
      <IconButton compact label={shown} onClick={copy}>
        {icon}
      </IconButton>
      <span className="sr-only" role="status">
        {outcome === undefined ? '' : shown}
      </span>
    </>
  );
}
