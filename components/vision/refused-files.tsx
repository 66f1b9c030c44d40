'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { dismissRefused, useVision } from '#lib/client/vision/store.ts';
import { useFaultWords } from './use-fault-words.ts';

/** Files that were not taken, each with its reason. */
export function RefusedFiles() {
  const close = useTranslations('shell')('close');
  const refused = useVision((state) => state.refused);
  const wordsOf = useFaultWords();
  return (
    <ul role="alert" className="flex max-w-full flex-col gap-1 empty:hidden">
      {refused.map(({ key, name, fault }) => (
        <li
          key={key}
          className="flex items-center gap-2 rounded-card border border-line bg-danger-soft py-1 pr-1 pl-3 text-meta text-danger shadow-float"
        >
          <span className="min-w-0 wrap-anywhere">{fault === undefined ? name : wordsOf(name, fault)}</span>
          <IconButton compact label={close} onClick={() => dismissRefused(key)}>
            <X size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
