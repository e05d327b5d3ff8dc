'use client';

import { ArrowLeft, ArrowRight, ListOrdered } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import { signOf, StepMark } from '@/app/_components/step-mark';
import { courseAddress, lessonAddress } from '@/app/_components/course-address';
import type { CourseOutlineDto } from '@/lib/shared/courses';
import { HandButton } from './hand-button';
import classes from './lesson-head.module.css';
import { currentStep, goToStep, isOver, useLessonPage } from './lesson-page';

/** The lesson's name, how much of it is done, and the ways to the one before, the next and all of them. */
export function LessonHead({ outline }: { outline: CourseOutlineDto }) {
  const t = useTranslations('course');
  const { classId, lesson, number, isDoing } = useLessonPage();
  const titleOf = (id: string) => outline.lessons.find((head) => head.id === id)?.title ?? id;
  return (
    <header className={classes.head}>
      <nav className={classes.ways} aria-label={t('ways')}>
        <Link href={courseAddress(classId)} className={classes.way}>
          <ListOrdered size={15} aria-hidden /> {outline.title}
        </Link>
        {lesson.previous && (
          <Link
            href={lessonAddress(classId, lesson.previous)}
            className={classes.turn}
            aria-label={t('previous', { title: titleOf(lesson.previous) })}
            title={titleOf(lesson.previous)}
          >
            <ArrowLeft size={16} aria-hidden />
          </Link>
        )}
        {lesson.next && (
          <Link
            href={lessonAddress(classId, lesson.next)}
            className={classes.turn}
            aria-label={t('following', { title: titleOf(lesson.next) })}
            title={titleOf(lesson.next)}
          >
            <ArrowRight size={16} aria-hidden />
          </Link>
        )}
      </nav>
      <h1 className={classes.title}>
        <span className={classes.number}>{number}</span> {lesson.title}
      </h1>
      {isDoing ? <Progress /> : <p className={classes.count}>{t('staffReads')}</p>}
      {isDoing && <HandButton />}
    </header>
  );
}

/** A mark for each step, each a way to it. */
function Progress() {
  const t = useTranslations('course');
  const { lesson, number } = useLessonPage();
  const done = lesson.steps.filter(isOver).length;
  const here = currentStep(lesson)?.id;
  return (
    <div className={classes.progress}>
      <ol className={classes.marks} aria-label={t('steps')}>
        {lesson.steps.map((step, index) => {
          const sign = signOf(step.progress.state, step.progress.how);
          const label = t('stepMark', { number: `${number}.${index + 1}`, title: step.title, state: t(`state.${sign}`) });
          return (
            <li key={step.id}>
              <button
                type="button"
                className={classes.mark}
                aria-label={label}
                title={label}
                aria-current={step.id === here ? 'step' : undefined}
                onClick={() => goToStep(step.id)}
              >
                <StepMark sign={sign} size={16} />
              </button>
            </li>
          );
        })}
      </ol>
      <p className={classes.count}>{t('done', { done, all: lesson.steps.length })}</p>
    </div>
  );
}
