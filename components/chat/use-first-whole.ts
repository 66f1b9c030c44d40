import { startTransition, useEffect, useState } from 'react';
import { whenIdle } from '#lib/client/when-idle.ts';
import type { Turn } from '#lib/domain/chat/turns.ts';

/** More than any screen holds. */
const AT_ONCE = 12;

/** Few enough that a key pressed meanwhile is painted in time. */
const AT_A_TIME = 6;

/**
 * The index of the first turn that is to be made whole. A long conversation opens with its end; the turns before it
 * follow, backwards, when the page has nothing else to do.
 */
export function useFirstWhole(turns: readonly Turn[]): number {
  const conversation = turns[0]?.id;
  const [made, setMade] = useState({ conversation, first: beginning(turns) });
  // Another conversation begins anew; one that grows keeps what was made.
  const current = made.conversation === conversation ? made : { conversation, first: beginning(turns) };
  if (current !== made) setMade(current);
  const { first } = current;
  useEffect(() => {
    if (first === 0) return;
    return whenIdle(() => {
      startTransition(() => setMade({ conversation, first: Math.max(0, first - AT_A_TIME) }));
    });
  }, [conversation, first]);
  return first;
}

const beginning = (turns: readonly Turn[]): number => Math.max(0, turns.length - AT_ONCE);
