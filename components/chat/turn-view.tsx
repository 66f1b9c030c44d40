'use client';
import { memo } from 'react';
import type { LiveAnswer } from '#lib/client/chat/live-answer.ts';
import type { Turn } from '#lib/domain/chat/turns.ts';
import { classNames } from '#lib/std/class-names.ts';
import { AnswerTurn } from './answer-turn.tsx';
import { QuestionTurn } from './question-turn.tsx';

interface TurnViewProps extends Turn {
  /** The answer, as it arrives. */
  readonly live: LiveAnswer | undefined;
  readonly first: boolean;
  readonly last: boolean;
  readonly labelled: boolean;
  /** Names of its halves, when only their words are to be shown, without everything that can be done. */
  readonly plain?: PlainLabels | undefined;
}

function PlainTurnView({ id, question, answer, live, first, last, labelled, plain }: TurnViewProps) {
  return (
    <div
      data-turn={id}
      className={classNames(
        // The room around it is for outlines, which a contained box would cut.
        '-m-2 flex flex-col gap-4 p-2 [contain-intrinsic-height:auto_480px] [content-visibility:auto]',
        last && 'pb-8',
        // So tall that its top reaches the top of the view, and no taller; the first one stands there anyway.
        last && (first ? 'min-h-[calc(var(--view-height)-16px)]' : 'min-h-(--view-height)'),
      )}
    >
      {plain === undefined ? (
        <>
          {question !== undefined && <QuestionTurn message={question} />}
          {answer !== undefined && <AnswerTurn message={answer} live={live} last={last} labelled={labelled} />}
        </>
      ) : (
        <Words question={question} answer={answer} labels={plain} />
      )}
    </div>
  );
}

/**
 * A question with its answer. Out of view it is neither styled nor laid out nor painted, but its words are there for
 * find-in-page and screen readers.
 */
export const TurnView = memo(PlainTurnView);

export interface PlainLabels {
  readonly question: string;
  readonly answer: string;
}

function Words({ question, answer, labels }: Pick<Turn, 'question' | 'answer'> & { labels: PlainLabels }) {
  return (
    <>
      {question !== undefined && (
        <article aria-label={labels.question} className="text-prose whitespace-pre-wrap">
          {question.text}
        </article>
      )}
      {answer !== undefined && (
        <article aria-label={labels.answer} className="text-prose whitespace-pre-wrap">
          {answer.text}
        </article>
      )}
    </>
  );
}
