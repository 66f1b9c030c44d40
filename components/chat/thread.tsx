'use client';
import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { useChat } from '#lib/client/chat/store.ts';
import { ScrollOwner } from '#lib/client/scroll-owner.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { toTurns } from '#lib/domain/chat/turns.ts';
import { TurnView } from './turn-view.tsx';
import { useFirstWhole } from './use-first-whole.ts';

interface ThreadProps {
  /** Of the conversation. */
  id: string;
  messages: readonly Message[];
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
}

export function Thread({ id, messages, label }: ThreadProps) {
  const t = useTranslations('chat');
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLDivElement>(null);
  const owner = useRef<ScrollOwner>(null);
  const turns = toTurns(messages);
  const lastId = turns.at(-1)?.id ?? '';
  const askedId = useChat((state) => state.askedId);
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

  const sought = useChat((state) => state.sought);
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
