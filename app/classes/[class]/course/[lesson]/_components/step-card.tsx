'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { signOf, StepStateMark } from '@/app/_components/step-mark';
import type { LessonStepDto } from '@/lib/shared/courses';
import { cardId, currentStep, isOver, useLessonPage } from './lesson-page';
import { Said } from './said';
import { StepCommands } from './step-commands';
import classes from './step-card.module.css';
import { StepHelp } from './step-help';
import { StepOutcome } from './step-outcome';
import { StepPrediction } from './step-prediction';
import { StepQuestions } from './step-questions';
import { StepWhy } from './step-why';
import { WhereBadge } from './where-badge';

/** One step where the text has it: what is to be done and where, and what the panel found. */
export function StepCard({ id }: { id: string }) {
  const { lesson } = useLessonPage();
  const index = lesson.steps.findIndex((step) => step.id === id);
  const step = lesson.steps[index];
  // The text is of one version of the course and the steps are of another, until the page is loaded again.
  return step ? <Card step={step} index={index} /> : null;
}

function Card({ step, index }: { step: LessonStepDto; index: number }) {
  const t = useTranslations('course');
  const { lesson, number, isDoing } = useLessonPage();
  const { progress } = step;
  const isCurrent = isDoing && currentStep(lesson)?.id === step.id;
  // A step that turns green while it is looked at stays open: its text must not move away below the reader.
  const [open, setOpen] = useState(!isOver(step));
  const sign = signOf(progress.state, progress.how);
  const bodyId = `${cardId(step.id)}-body`;
  const headId = `${cardId(step.id)}-head`;
  return (
    <section
      id={cardId(step.id)}
      aria-labelledby={headId}
      className={`${classes.card} ${isOver(step) ? classes.over : ''} ${isCurrent ? classes.current : ''}`}
      data-step={step.id}
      data-state={progress.state}
    >
      <div className={classes.head}>
        <StepStateMark sign={sign} size={20} />
        <h2 id={headId} tabIndex={-1} className={classes.title}>
          <span className={classes.number}>
            {number}.{index + 1}
          </span>{' '}
          {step.title}
        </h2>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={bodyId}
          aria-label={t(open ? 'step.hide' : 'step.show', { title: step.title })}
          onClick={() => setOpen(!open)}
        >
          {open ? <ChevronDown size={17} aria-hidden /> : <ChevronRight size={17} aria-hidden />}
        </button>
      </div>
      <div id={bodyId} hidden={!open} className={classes.body}>
        {step.goal && (
          <p className={classes.goal}>
            <Said text={step.goal} />
          </p>
        )}
        {!step.isReading && <WhereBadge where={step.where} isCurrent={isCurrent} />}
        {step.prediction && <StepPrediction step={step} prediction={step.prediction} />}
        <StepCommands step={step} />
        {step.questions.map((question) => (
          <StepQuestions key={question.check} step={step} question={question} />
        ))}
        <StepHelp step={step} />
        {step.why && <StepWhy step={step} why={step.why} />}
        <StepOutcome step={step} isCurrent={isCurrent} />
      </div>
    </section>
  );
}
