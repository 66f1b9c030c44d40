'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';

/** Walks the questions, or answers, that stand in the same place. */
export function BranchArrows({ id }: { id: string }) {
  const t = useTranslations('chat.branches');
  const branch = useChat((state) => state.branches.get(id));
  const busy = useChat((state) => state.busy);
  const { showBranch } = useChat.getState();
  if (branch === undefined) return null;
  const { ids, index } = branch;
  const [before, after] = [ids[index - 1], ids[index + 1]];
  const go = (target: string | undefined) => () => {
    if (target !== undefined) showBranch(target);
  };
  return (
    <fieldset className="flex items-center text-meta text-muted tabular-nums">
      <legend className="sr-only">{t('label')}</legend>
      <IconButton compact label={t('before')} disabled={busy || before === undefined} onClick={go(before)}>
        <ChevronLeft size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <span>{t('place', { index: index + 1, count: ids.length })}</span>
      <IconButton compact label={t('after')} disabled={busy || after === undefined} onClick={go(after)}>
        <ChevronRight size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </fieldset>
  );
}
