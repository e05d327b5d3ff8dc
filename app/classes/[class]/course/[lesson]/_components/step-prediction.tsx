'use client';

import { Eye, Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePredict } from '@/app/_api/hooks/courses';
import { FormError } from '@/app/_components/states';
import type { LessonStepDto } from '@/lib/shared/courses';
import { AnswerForm } from './answer-form';
import { useLessonPage } from './lesson-page';
import { Said } from './said';
import classes from './step-card.module.css';

type Prediction = NonNullable<LessonStepDto['prediction']>;

/** What a value is called where it is one of a choice. */
const sayOf = (choices: Prediction['choices'], value: string): string =>
  choices?.find((choice) => choice.value === value)?.says ?? value;

/** What the reader expects, asked before and locked by the first answer; compared once there is something to compare with. */
export function StepPrediction({ step, prediction }: { step: LessonStepDto; prediction: Prediction }) {
  const t = useTranslations('course.prediction');
  const { classId, lesson, isDoing } = useLessonPage();
  const predict = usePredict({ classId, lesson: lesson.id, step: step.id });
  const { ask, kind, choices, answered, truth, explain } = prediction;
  const isRight = answered !== null && truth !== null && answered === truth;
  return (
    <div className={classes.ask} data-prediction={answered === null ? 'open' : 'locked'}>
      <p className={classes.askHead}>
        <Eye size={15} aria-hidden /> {t('title')} <span className={classes.faint}>{t('unscored')}</span>
      </p>
      {answered === null ? (
        <AnswerForm
          ask={ask}
          kind={kind}
          choices={choices}
          submit={t('submit')}
          disabled={!isDoing}
          isBusy={predict.isPending}
          onSubmit={(value) => predict.mutate(value)}
        />
      ) : (
        <>
          <p>
            <Said text={ask} />
          </p>
          <p className={classes.given}>
            <Lock size={14} aria-hidden /> {t('given', { value: sayOf(choices, answered) })}
          </p>
        </>
      )}
      <FormError error={predict.error} />
      <div aria-live="polite">
        {truth !== null && (
          <p className={classes.truth}>
            <b>
              {answered === null
                ? t('truth', { value: sayOf(choices, truth) })
                : t(isRight ? 'asExpected' : 'otherwise', { value: sayOf(choices, truth) })}
            </b>{' '}
            {explain && <Said text={explain} />}
          </p>
        )}
      </div>
    </div>
  );
}
