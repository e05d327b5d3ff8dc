'use client';

import { Button } from '@mantine/core';
import { ArrowRight, Lock, MapPin } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useOutline } from '@/app/_api/hooks/courses';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { useShowNode } from '@/app/_components/shown-node';
import { signOf, StepMark } from '@/app/_components/step-mark';
import { useLessonWatch } from '@/app/_realtime/use-node-watch';
import type { CourseOutlineDto } from '@/lib/shared/courses';
import { addressToGoOn, lessonAddress } from '@/app/_components/course-address';
import { lessonNumber } from '@/lib/shared/lesson-number';
import classes from './outline.module.css';
import { LazyCourseChoice } from './lazy-course-choice';
import { isLessonOpen, progressOf } from './outline-progress';

/** The lessons of a course with what is done of each, and where the reader stopped. */
export function Outline({
  initial,
  isStaff,
  isAdmin,
  canChoose,
  hasRegistry,
}: {
  initial: CourseOutlineDto;
  isStaff: boolean;
  isAdmin: boolean;
  canChoose: boolean;
  hasRegistry: boolean;
}) {
  const t = useTranslations('course.outline');
  const { data: outline = initial } = useOutline(initial.classId, { initialData: initial });
  useLessonWatch(isStaff ? null : outline.classId);
  useShowNode(outline.nodeId);
  const ids = outline.lessons.map(({ id }) => id);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{outline.title}</h1>
        <span className={page.summary}>{outline.className}</span>
        <div className={page.tools}>
          <span className={page.summary}>{t('version', { version: outline.version })}</span>
        </div>
      </div>
      {!isStaff && <Continue outline={outline} hasRegistry={hasRegistry} />}
      {canChoose && (
        <details className={classes.choose}>
          <summary>{t('change')}</summary>
          <LazyCourseChoice classId={outline.classId} current={outline.hash} isAdmin={isAdmin} />
        </details>
      )}
      <ol className={classes.lessons} aria-label={t('lessons')}>
        {outline.lessons.map((lesson) => (
          <LessonRow
            key={lesson.id}
            outline={outline}
            lesson={lesson}
            number={lessonNumber(ids, lesson.id)}
            isOpen={isStaff || isLessonOpen(outline, lesson.id)}
            isStaff={isStaff}
          />
        ))}
      </ol>
    </div>
  );
}

/** The one thing to do: on from where the reader stopped. */
function Continue({ outline, hasRegistry }: { outline: CourseOutlineDto; hasRegistry: boolean }) {
  const t = useTranslations('course.outline');
  const { here, classId, lessons, nodeId } = outline;
  const lesson = lessons.find(({ id }) => id === here?.lesson);
  const step = lesson?.steps.find(({ id }) => id === here?.step);
  const isNew = lessons.every((each) => each.steps.every(({ state }) => state === 'untouched'));
  return (
    <section className={classes.continue}>
      <div className={classes.where}>
        {here && lesson ? (
          <>
            <p className={classes.here}>{isNew ? lesson.title : t('here')}</p>
            <p>{isNew ? step?.title : `${lesson.title} · ${step?.title ?? ''}`}</p>
          </>
        ) : (
          <p className={classes.here}>{t('finished')}</p>
        )}
      </div>
      {here && (
        <Button component={Link} href={addressToGoOn(classId, here, lessons)} rightSection={<ArrowRight size={16} aria-hidden />}>
          {t(isNew ? 'start' : 'continue')}
        </Button>
      )}
      {nodeId && (
        <div className={classes.aside}>
          <Link href={nodeAddress(nodeId)}>{t('toNode')}</Link>
          <Link href={nodeAddress(nodeId, 'root-login')}>{t('rootLogin')}</Link>
          {hasRegistry && <Link href={`/classes/${classId}/registry`}>{t('registry')}</Link>}
        </div>
      )}
    </section>
  );
}

interface RowProps {
  outline: CourseOutlineDto;
  lesson: CourseOutlineDto['lessons'][number];
  number: number;
  isOpen: boolean;
  isStaff: boolean;
}

function LessonRow({ outline, lesson, number, isOpen, isStaff }: RowProps) {
  const t = useTranslations('course');
  const { done, all } = progressOf(lesson);
  const isHere = outline.here?.lesson === lesson.id;
  return (
    <li className={`${classes.lesson} ${isHere ? classes.current : ''} ${isOpen ? '' : classes.locked}`}>
      <span className={classes.number}>{number}</span>
      <div className={classes.text}>
        <h2>{isOpen ? <Link href={lessonAddress(outline.classId, lesson.id)}>{lesson.title}</Link> : lesson.title}</h2>
        <p className={classes.facts}>
          {isHere && !isStaff && (
            <span className={classes.pin}>
              <MapPin size={14} aria-hidden /> {t('outline.here')}
            </span>
          )}
          {!isOpen && (
            <span className={classes.pin}>
              <Lock size={14} aria-hidden /> {t('outline.locked')}
            </span>
          )}
          <span>{t('outline.minutes', { minutes: lesson.minutes })}</span>
          <span>{t('done', { done, all })}</span>
        </p>
      </div>
      {!isStaff && (
        <ol className={classes.marks} aria-label={t('steps')}>
          {lesson.steps.map((step, index) => {
            const sign = signOf(step.state, null);
            const label = t('stepMark', { number: `${number}.${index + 1}`, title: step.title, state: t(`state.${sign}`) });
            return (
              <li key={step.id} title={label}>
                <StepMark sign={sign} size={15} />
                <span className="visually-hidden">{label}</span>
              </li>
            );
          })}
        </ol>
      )}
    </li>
  );
}
