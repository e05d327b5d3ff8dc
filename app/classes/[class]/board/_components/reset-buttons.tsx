'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useResetLesson, useResetStep } from '@/app/_api/hooks/board';
import { FormError } from '@/app/_components/states';
import { ResetPreview } from './reset-preview';
import classes from './board-panels.module.css';

interface Props {
  of: { classId: string; lesson: string; step: string };
  /** Whose; left out: everybody's in the class. */
  user?: string;
}

/** Begins a step or its whole lesson anew, for one student or for the class: what would be deleted is shown first. */
export function ResetButtons({ of, user }: Props) {
  const t = useTranslations('board.dialog');
  const step = useResetStep(of);
  const lesson = useResetLesson(of);
  const [what, setWhat] = useState<'step' | 'lesson' | null>(null);
  const whose = user === undefined ? { all: true as const } : { users: [user] };
  const reset = what === 'lesson' ? lesson : step;
  const look = (next: 'step' | 'lesson'): void => {
    setWhat(next);
    (next === 'lesson' ? lesson : step).mutate({ dryRun: true, ...whose });
  };
  const texts =
    user === undefined
      ? ({ step: 'resetForAll', lesson: 'resetLessonForAll' } as const)
      : ({ step: 'reset', lesson: 'resetLesson' } as const);
  return (
    <>
      <div className={classes.buttons}>
        {(['step', 'lesson'] as const).map((each) => (
          <Button key={each} size="xs" variant="default" aria-expanded={what === each} onClick={() => look(each)}>
            {t(texts[each])}
          </Button>
        ))}
      </div>
      {what !== null && (
        <ResetPreview
          result={reset.data ?? null}
          isBusy={reset.isPending}
          onReset={() =>
            reset.mutate(whose, { onSuccess: ({ items }) => items.every(({ problem }) => problem === null) && setWhat(null) })
          }
          onCancel={() => setWhat(null)}
        />
      )}
      <FormError error={step.error ?? lesson.error} />
    </>
  );
}
