'use client';
import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { IconButton } from '#components/ui/button.tsx';
import { type ChatStore, useChat } from '#lib/client/chat/store.ts';
import { ScrollOwner } from '#lib/client/scroll-owner.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import { toTurns } from '#lib/domain/chat/turns.ts';
import { TurnView } from './turn-view.tsx';
import { useFirstWhole } from './use-first-whole.ts';

/** One moment of the conversation: its parts belong together. */
type Shown = Pick<ChatStore, 'id' | 'messages' | 'lives' | 'askedId' | 'sought'>;

interface ThreadProps {
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
}

/**
 * The conversation on the page. React shows what a store tells in one task, however long that takes; what is deferred it
 * makes in slices, between which keys are heard and frames painted.
 */
export function Thread({ label }: ThreadProps) {
  const now: Shown = useChat(
    useShallow(({ id, messages, lives, askedId, sought }) => ({ id, messages, lives, askedId, sought })),
  );
  const shown = useDeferredValue<Shown | null>(now, null);
  return shown === null ? <div className="grow" /> : <ShownThread key={shown.id} {...shown} label={label} />;
}

function ShownThread({ id, messages, lives, askedId, sought, label }: Shown & ThreadProps) {
  const t = useTranslations('chat');
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLDivElement>(null);
  const owner = useRef<ScrollOwner>(null);
  const turns = toTurns(messages);
  const lastId = turns.at(-1)?.id ?? '';
  const firstWhole = useFirstWhole(turns);
  const plain = useMemo(() => ({ question: t('user.label'), answer: t('answer.label') }), [t]);

  useEffect(() => {
    if (scroller.current === null || content.current === null) return;
    const scrolls = new ScrollOwner({
      scroller: scroller.current,
      content: content.current,
      conversation: id,
      onAway: (away) => button.current?.toggleAttribute('hidden', !away),
    });
    owner.current = scrolls;
    scrolls.open();
    return () => scrolls.destroy();
  }, [id]);

  useEffect(() => {
    // What another tab asked moves nothing here.
    if (askedId !== undefined && askedId === lastId) owner.current?.showTurn(lastId);
  }, [askedId, lastId]);

  useEffect(() => {
    if (sought === undefined) return;
    const turn = turns.find(({ question, answer }) => question?.id === sought || answer?.id === sought);
    const { found, showBranch } = useChat.getState();
    // It stands on another way than the one that is shown.
    if (turn === undefined) return showBranch(sought);
    owner.current?.showTurn(turn.id);
    found();
  }, [sought, turns]);

  return (
    <div className="relative min-h-0 grow">
      <section
        ref={scroller}
        aria-label={t('thread.label')}
        // After a press on it, arrows and Page Down are for it, not for the frame around it.
        tabIndex={-1}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div ref={content} className="mx-auto flex max-w-[760px] flex-col gap-6 px-4 pt-6 sm:px-6">
          {turns.map(({ id: turnId, question, answer }, index) => (
            <TurnView
              key={turnId}
              id={turnId}
              question={question}
              answer={answer}
              live={answer && lives.get(answer.id)}
              first={index === 0}
              last={turnId === lastId}
              labelled={label !== null}
              plain={index < firstWhole ? plain : undefined}
            />
          ))}
        </div>
      </section>
      <div ref={button} hidden className="absolute inset-x-0 bottom-2 flex justify-center [&[hidden]]:hidden">
        <IconButton
          look="secondary"
          label={t('thread.toEnd')}
          className="rounded-full shadow-float"
          onClick={() => owner.current?.showEnd()}
        >
          <ArrowDown size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
