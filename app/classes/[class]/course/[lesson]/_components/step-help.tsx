'use client';

import { Lightbulb } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { useStepHelp } from '@/app/_api/hooks/courses';
import { PlainButton } from '@/app/_components/plain-button';
import { FormError } from '@/app/_components/states';
import type { LessonStepDto } from '@/lib/shared/courses';
import { isOver, useLessonPage } from './lesson-page';
import { Said } from './said';
import classes from './step-card.module.css';
import { StepCommand } from './step-commands';
import { waitText } from './wait-text';

/** Help in steps: the hint that fits what was found, more on request, and the solution after a short while. Never withheld for long. */
export function StepHelp({ step }: { step: LessonStepDto }) {
  const t = useTranslations('course.help');
  const { classId, lesson, isDoing } = useLessonPage();
  const help = useStepHelp({ classId, lesson: lesson.id, step: step.id });
  const { progress, hasMore, hasSolution } = step;
  const done = isOver(step);
  // A step that is over hides nothing any more: what was not opened on the way is behind a line to be opened, and counts for nothing.
  const isOpen = (level: number): boolean => !isDoing || progress.level >= level;
  const shown = step.solution && step.commands.filter(({ id }) => step.solution?.includes(id));
  if (done && step.more === null && !shown?.length) return null;
  const more = step.more && (
    <p className={classes.hint} data-help="more">
      <Lightbulb size={15} aria-hidden />
      <span>
        <b>{t('more')}</b> <Said text={step.more} />
      </span>
    </p>
  );
  const solution = shown && shown.length > 0 && (
    <div className={classes.solution} data-help="solution">
      <p>
        <b>{t('solution')}</b> {shown.every(({ keys }) => keys) ? '' : t('solutionText')}
      </p>
      {shown.map((command) => (
        <StepCommand key={command.id} command={command} where={step.where} isRun={false} />
      ))}
    </div>
  );
  return (
    <div className={classes.help}>
      <div aria-live="polite" className={classes.help}>
        {progress.hint && !done && (
          <p className={classes.hint} data-help="hint">
            <Lightbulb size={15} aria-hidden />
            <span>
              <b>{t('hint')}</b> <Said text={progress.hint} />
            </span>
          </p>
        )}
        {isOpen(2) && more}
        {isOpen(3) && solution}
      </div>
      {done && more && !isOpen(2) && (
        <details>
          <summary>{t('openMore')}</summary>
          {more}
        </details>
      )}
      {done && solution && !isOpen(3) && (
        <details>
          <summary>{t('openSolution')}</summary>
          {solution}
        </details>
      )}
      {isDoing && !done && (
        <div className={classes.helpButtons}>
          {hasMore && !isOpen(2) && (
            <PlainButton look="quiet" small busy={help.isPending} onClick={() => help.mutate(2)}>
              {t('openMore')}
            </PlainButton>
          )}
          {hasSolution && !isOpen(3) && (
            <SolutionButton at={step.solutionAt} isBusy={help.isPending} onOpen={() => help.mutate(3)} />
          )}
        </div>
      )}
      <FormError error={help.error} />
    </div>
  );
}

/** Says when it may be pressed, and counts down to it. */
function SolutionButton({ at, isBusy, onOpen }: { at: string | null; isBusy: boolean; onOpen: () => void }) {
  const t = useTranslations('course.help');
  const left = useSecondsLeft(at);
  if (left === null) return <span className={classes.faint}>{t('solutionLater')}</span>;
  return (
    <PlainButton look="quiet" small busy={isBusy} disabled={left > 0} onClick={onOpen}>
      {left > 0 ? t('solutionIn', { time: waitText(left) }) : t('openSolution')}
    </PlainButton>
  );
}

const tickMs = 1_000;
function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, tickMs);
  return () => clearInterval(timer);
}
const noTick = () => () => {};

/** Whole seconds until then, 0 when it has come; null where no time is known, and in the server's markup. */
function useSecondsLeft(at: string | null): number | null {
  return useSyncExternalStore(
    at === null ? noTick : everySecond,
    () => (at === null ? null : Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000))),
    () => null,
  );
}
