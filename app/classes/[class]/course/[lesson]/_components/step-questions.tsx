'use client';

import { Check, CircleHelp, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAnswer } from '@/app/_api/hooks/courses';
import { FormError } from '@/app/_components/states';
import type { LessonStepDto } from '@/lib/shared/courses';
import { AnswerForm } from './answer-form';
import { useLessonPage } from './lesson-page';
import { Said } from './said';
import classes from './step-card.module.css';

/** One question of a step. The panel reads the right answer on the reader's own node; a right one is not asked again. */
export function StepQuestions({ step, question }: { step: LessonStepDto; question: LessonStepDto['questions'][number] }) {
  const t = useTranslations('course.question');
  const { classId, lesson, isDoing } = useLessonPage();
  const answer = useAnswer({ classId, lesson: lesson.id, step: step.id });
  const { check, ask, kind, choices, answered, isRight, explain } = question;
  const shown = choices?.find((choice) => choice.value === answered)?.says ?? answered;
  return (
    <div className={classes.ask} data-question={check} data-right={isRight ?? 'unknown'}>
      <p className={classes.askHead}>
        <CircleHelp size={15} aria-hidden /> {t('title')}
      </p>
      {isRight === true ? (
        <p>
          <Said text={ask} />
        </p>
      ) : (
        <AnswerForm
          ask={ask}
          kind={kind}
          choices={choices}
          first={answered ?? ''}
          submit={t('submit')}
          disabled={!isDoing}
          isBusy={answer.isPending}
          onSubmit={(value) => answer.mutate({ check, value })}
        />
      )}
      <FormError error={answer.error} />
      <div aria-live="polite" className={classes.answer}>
        {isRight === true && (
          <p className={classes.right}>
            <Check size={15} aria-hidden /> {t('right', { value: shown ?? '' })}
          </p>
        )}
        {isRight === false && (
          <p className={classes.wrong}>
            <X size={15} aria-hidden /> {t('wrong', { value: shown ?? '' })}
          </p>
        )}
        {explain && (
          <p>
            <Said text={explain} />
          </p>
        )}
      </div>
    </div>
  );
}
