'use client';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { Turn } from '#lib/domain/chat/turns.ts';
import { classNames } from '#lib/std/class-names.ts';
import { AnswerTurn } from './answer-turn.tsx';
import { QuestionTurn } from './question-turn.tsx';

interface TurnViewProps extends Turn {
  readonly last: boolean;
  readonly labelled: boolean;
  /** With everything that can be done; without, the words alone. */
  readonly whole: boolean;
}

function PlainTurnView({ id, question, answer, last, labelled, whole }: TurnViewProps) {
  return (
    <div
      data-turn={id}
      className={classNames(
        // The room around it is for outlines, which a contained box would cut.
        '-m-2 flex flex-col gap-4 p-2 [contain-intrinsic-height:auto_480px] [content-visibility:auto]',
        last && 'min-h-[calc(var(--view-height)-8px)] pb-8',
      )}
    >
      {whole ? (
        <>
          {question !== undefined && <QuestionTurn message={question} />}
          {answer !== undefined && <AnswerTurn message={answer} last={last} labelled={labelled} />}
        </>
      ) : (
        <Words question={question} answer={answer} />
      )}
    </div>
  );
}

/**
 * A question with its answer. Out of view it is neither styled nor laid out nor painted, but its words are there for
 * find-in-page and screen readers.
 */
export const TurnView = memo(PlainTurnView);

function Words({ question, answer }: Pick<Turn, 'question' | 'answer'>) {
  const t = useTranslations('chat');
  return (
    <>
      {question !== undefined && (
        <article aria-label={t('user.label')} className="text-prose whitespace-pre-wrap">
          {question.text}
        </article>
      )}
      {answer !== undefined && (
        <article aria-label={t('answer.label')} className="text-prose whitespace-pre-wrap">
          {answer.text}
        </article>
      )}
    </>
  );
}
