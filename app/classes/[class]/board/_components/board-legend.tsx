'use client';

import { useTranslations } from 'next-intl';
import { StepMark, type StepSign } from '@/app/_components/step-mark';
import classes from './board.module.css';

const signs = [
  'untouched',
  'working',
  'failed',
  'alone',
  'hint',
  'solution',
  'staff',
  'errored',
  'excused',
] as const satisfies readonly StepSign[];

/** What the signs of the cells mean. */
export function BoardLegend() {
  const t = useTranslations('course.state');
  return (
    <ul className={classes.legend}>
      {signs.map((sign) => (
        <li key={sign}>
          <StepMark sign={sign} size={14} /> {t(sign)}
        </li>
      ))}
    </ul>
  );
}
