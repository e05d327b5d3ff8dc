'use client';

import { useTranslations } from 'next-intl';
import type { PassedHow, StepState } from '@/lib/shared/courses';
import classes from './step-mark.module.css';

/** What a step shows: its state, and of a passed one how. */
export type StepSign = Exclude<StepState, 'passed'> | PassedHow;

/** @param how null for a step that has not passed */
export const signOf = (state: StepState, how: PassedHow | null): StepSign => (state === 'passed' ? (how ?? 'alone') : state);

const tones: Record<StepSign, string> = {
  untouched: 'quiet',
  working: 'busy',
  failed: 'alarm',
  errored: 'away',
  excused: 'quiet',
  alone: 'ready',
  hint: 'ready',
  solution: 'ready',
  staff: 'ready',
};
/** Beside the tick of a step that was not passed alone. */
const letters: Partial<Record<StepSign, string>> = { hint: 'h', solution: 's', staff: 'p' };

/** Dot, half disc, octagon with a bang, ring with a question mark, dash, disc with a tick: a shape for each state, whatever its colour. */
export function StepMark({ sign, size = 18 }: { sign: StepSign; size?: number }) {
  const letter = letters[sign];
  const isPassed = tones[sign] === 'ready';
  return (
    <svg
      width={letter ? (size * 25) / 18 : size}
      height={size}
      viewBox={letter ? '0 0 25 18' : '0 0 18 18'}
      className={`${classes.mark} ${classes[tones[sign]]}`}
      aria-hidden="true"
      focusable="false"
    >
      {sign === 'untouched' && <circle cx="9" cy="9" r="2.4" fill="currentColor" />}
      {sign === 'working' && (
        <>
          <circle cx="9" cy="9" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
          <path d="M9 2.4a6.6 6.6 0 0 0 0 13.2Z" fill="currentColor" />
        </>
      )}
      {sign === 'failed' && (
        <>
          <path d="M6 1.4h6l4.6 4.6v6L12 16.6H6L1.4 12V6Z" fill="currentColor" />
          <path d="M9 4.8v5M9 12.4v.4" className={classes.cut} />
        </>
      )}
      {sign === 'errored' && (
        <>
          <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="3 2" />
          <path d="M7 7.2c0-2.6 4-2.6 4 0 0 1.5-2 1.5-2 3.2M9 12.8v.3" className={classes.line} />
        </>
      )}
      {sign === 'excused' && <path d="M4 9h10" className={classes.line} />}
      {isPassed && (
        <>
          <circle cx="9" cy="9" r="7.4" fill="currentColor" />
          <path d="m5.6 9.2 2.4 2.4 4.4-5" className={classes.cut} />
        </>
      )}
      {letter && (
        <text x="18" y="13" className={classes.letter}>
          {letter}
        </text>
      )}
    </svg>
  );
}

/** The mark with its word for those who hear the page. */
export function StepStateMark({ sign, size }: { sign: StepSign; size?: number }) {
  const t = useTranslations('course.state');
  return (
    <span className={classes.word} title={t(sign)}>
      <StepMark sign={sign} size={size} />
      <span className="visually-hidden">{t(sign)}</span>
    </span>
  );
}
