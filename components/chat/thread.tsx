'use client';
import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { ScrollOwner } from '#lib/client/scroll-owner.ts';
import type { AiLabel } from '#lib/contract/settings.ts';
import type { Message } from '#lib/domain/chat/message.ts';
import { toTurns } from '#lib/domain/chat/turns.ts';
import { TurnView } from './turn-view.tsx';
import { useFirstWhole } from './use-first-whole.ts';

interface ThreadProps {
  messages: readonly Message[];
  /** `null`: answers are not labelled. */
  label: AiLabel | null;
}

export function Thread({ messages, label }: ThreadProps) {
  const t = useTranslations('chat');
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLDivElement>(null);
  const owner = useRef<ScrollOwner>(null);
  const turns = toTurns(messages);
  const lastId = turns.at(-1)?.id;
  const firstWhole = useFirstWhole(turns);
  const plain = useMemo(() => ({ question: t('user.label'), answer: t('answer.label') }), [t]);

  useEffect(() => {
    if (scroller.current === null || content.current === null) return;
    const scrolls = new ScrollOwner(scroller.current, content.current, (away) => {
      button.current?.toggleAttribute('hidden', !away);
    });
    owner.current = scrolls;
    return () => scrolls.destroy();
  }, []);

  useEffect(() => {
    if (lastId !== undefined) owner.current?.showTurn(lastId);
  }, [lastId]);

  return (
    <div className="relative min-h-0 grow">
      <section
        ref={scroller}
        aria-label={t('thread.label')}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div ref={content} className="mx-auto flex max-w-[760px] flex-col gap-6 px-4 pt-6 sm:px-6">
          {turns.map(({ id, question, answer }, index) => (
            <TurnView
              key={id}
              id={id}
              question={question}
              answer={answer}
              last={id === lastId}
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
