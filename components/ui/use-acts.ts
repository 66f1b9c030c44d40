'use client';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';

/** What was done, in words, and how it is taken back. */
export interface Done {
  readonly message: string;
  readonly undo?: (() => Promise<unknown>) | undefined;
}

interface Act {
  readonly run: () => Promise<unknown>;
  readonly done: Done;
}

/** What was done last, and acts that need no dialog. @param refresh asks anew for what stands on the page */
export function useActs(refresh: () => Promise<unknown>) {
  const t = useTranslations('shell');
  const [done, setDone] = useState<Done>();
  const pending = useRef(false);
  const run = async (act: Act) => {
    // Whoever presses twice means it once.
    if (pending.current) return;
    pending.current = true;
    try {
      await act.run();
      await refresh();
      setDone(act.done);
    } catch (error) {
      setDone({ message: t('failed', { message: error instanceof Error ? error.message : String(error) }) });
    } finally {
      pending.current = false;
    }
  };
  return {
    done,
    report: setDone,
    dismiss: () => setDone(undefined),
    act: (act: Act) => void run(act),
  };
}
