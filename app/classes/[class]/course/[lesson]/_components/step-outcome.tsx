'use client';

import { ArrowDown, ArrowRight, CircleAlert, CircleCheck, CircleHelp, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCheckStep } from '@/app/_api/hooks/courses';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { FormError } from '@/app/_components/states';
import { signOf } from '@/app/_components/step-mark';
import type { CheckResultDto, LessonStepDto } from '@/lib/shared/courses';
import { goToStep, isOver, useLessonPage } from './lesson-page';
import { lessonAddress } from '@/app/_components/course-address';
import { Said } from './said';
import classes from './step-card.module.css';

/** What the panel found, the button that asks it to look again, and the way on. */
export function StepOutcome({ step, isCurrent }: { step: LessonStepDto; isCurrent: boolean }) {
  const t = useTranslations('course.outcome');
  const { classId, lesson, isDoing, node } = useLessonPage();
  const check = useCheckStep({ classId, lesson: lesson.id, step: step.id });
  const { progress } = step;
  const done = isOver(step);
  const open = progress.checks.filter(({ verdict }) => verdict !== 'passed');
  return (
    <div className={classes.outcome}>
      <div aria-live="polite" className={classes.results}>
        {done ? (
          <p className={classes.passed}>
            <CircleCheck size={17} aria-hidden /> {t(signOf(progress.state, progress.how) as 'alone')}
          </p>
        ) : (
          progress.checks.length > 0 && (
            // Nobody is told in red what they have not tried yet.
            <ul className={`${classes.checks} ${progress.state === 'working' ? classes.begun : ''}`} aria-label={t('found')}>
              {progress.checks.map((result) => (
                <CheckLine key={result.check} result={result} />
              ))}
            </ul>
          )
        )}
        {!done && open.some(({ verdict }) => verdict === 'errored') && (
          <p className={classes.faint}>
            {t('erroredText')} {node && <Link href={nodeAddress(node.id)}>{t('nodeLink')}</Link>}
          </p>
        )}
      </div>
      <FormError error={check.error} />
      <div className={classes.ways}>
        {isDoing && !done && (
          // Not `loading`, which disables it: the keyboard would lose its place.
          <PlainButton look={isCurrent ? 'soft' : 'plain'} small busy={check.isPending} onClick={() => check.mutate(undefined)}>
            <RotateCw size={14} aria-hidden />
            {t(step.isReading ? 'read' : 'check')}
          </PlainButton>
        )}
        {done && <WayOn step={step} />}
      </div>
    </div>
  );
}

const signs = { passed: CircleCheck, failed: CircleAlert, errored: CircleHelp } as const;

function CheckLine({ result }: { result: CheckResultDto }) {
  const t = useTranslations('course.verdict');
  const Sign = signs[result.verdict];
  return (
    <li className={classes[result.verdict]} data-verdict={result.verdict}>
      <Sign size={15} aria-hidden />
      <span>
        <span className="visually-hidden">{t(result.verdict)}: </span>
        <Said text={result.says} />
      </span>
    </li>
  );
}

/** The next step of the lesson that is not over, or the next lesson. */
function WayOn({ step }: { step: LessonStepDto }) {
  const t = useTranslations('course.outcome');
  const { classId, lesson } = useLessonPage();
  const at = lesson.steps.findIndex(({ id }) => id === step.id);
  const next = lesson.steps[at + 1];
  if (next)
    return (
      <PlainButton look={isOver(next) ? 'plain' : 'lead'} small onClick={() => goToStep(next.id)}>
        {t('next')} <ArrowDown size={14} aria-hidden />
      </PlainButton>
    );
  if (lesson.next === null) return <p className={classes.faint}>{t('end')}</p>;
  return (
    <Link className={buttonClass('lead', true)} href={lessonAddress(classId, lesson.next)}>
      {t('nextLesson')} <ArrowRight size={14} aria-hidden />
    </Link>
  );
}
