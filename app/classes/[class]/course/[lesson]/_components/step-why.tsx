'use client';

import { MessageCircleQuestion } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useExplain } from '@/app/_api/hooks/courses';
import { PlainButton } from '@/app/_components/plain-button';
import { FormError } from '@/app/_components/states';
import type { LessonStepDto } from '@/lib/shared/courses';
import { useLessonPage } from './lesson-page';
import { Said } from './said';
import classes from './step-card.module.css';

/** Whoever opened the solution says in their own words why it works: not graded, and its explanation comes behind it. */
export function StepWhy({ step, why }: { step: LessonStepDto; why: NonNullable<LessonStepDto['why']> }) {
  const t = useTranslations('course.why');
  const { classId, lesson, isDoing } = useLessonPage();
  const explain = useExplain({ classId, lesson: lesson.id, step: step.id });
  const [text, setText] = useState('');
  const { ask, answered } = why;
  return (
    <div className={classes.ask} data-why={answered === null ? 'open' : 'answered'}>
      <p className={classes.askHead}>
        <MessageCircleQuestion size={15} aria-hidden /> {t('title')} <span className={classes.faint}>{t('unscored')}</span>
      </p>
      {answered === null && isDoing ? (
        <form
          className={classes.answer}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') explain.mutate(text.trim());
          }}
        >
          <label className={classes.field}>
            <Said text={ask} />
            <textarea value={text} onChange={(event) => setText(event.currentTarget.value)} rows={3} maxLength={1000} />
          </label>
          <PlainButton type="submit" small busy={explain.isPending} disabled={text.trim() === ''}>
            {t('submit')}
          </PlainButton>
        </form>
      ) : (
        <p>
          <Said text={ask} />
        </p>
      )}
      <FormError error={explain.error} />
      <div aria-live="polite">
        {answered !== null && <p className={classes.given}>{t('given', { value: answered })}</p>}
        {why.explain && (
          <p>
            <Said text={why.explain} />
          </p>
        )}
      </div>
    </div>
  );
}
