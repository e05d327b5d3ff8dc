'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { LessonDto, LessonStepDto } from '@/lib/shared/courses';
import type { LessonTyping } from './use-typing';

/** What the parts of one lesson's page share. */
export interface LessonPage {
  classId: string;
  /** Live. */
  lesson: LessonDto;
  /** Its number in the course: the `6` of `6.3`. */
  number: number;
  /** The node the reader works on; null without one. */
  node: { id: string; name: string } | null;
  /** The reader does the course: staff only read it. */
  isDoing: boolean;
  typing: LessonTyping;
}

const LessonContext = createContext<LessonPage | null>(null);

export function LessonProvider({ value, children }: { value: LessonPage; children: ReactNode }) {
  return <LessonContext value={value}>{children}</LessonContext>;
}

/** @throws Error outside of a lesson */
export function useLessonPage(): LessonPage {
  const page = useContext(LessonContext);
  if (!page) throw new Error('useLessonPage is for the parts of a lesson');
  return page;
}

/** A step is over: nothing is asked of the reader any more. */
export const isOver = ({ progress }: Pick<LessonStepDto, 'progress'>): boolean =>
  progress.state === 'passed' || progress.state === 'excused';

/** Where the reader is: the first step that is not over; null when all are. */
export const currentStep = (lesson: LessonDto): LessonStepDto | null => lesson.steps.find((step) => !isOver(step)) ?? null;

/** The id of a step's card in the document. */
export const cardId = (step: string): string => `step-${step}`;

/** Brings a step's card into sight and gives its heading the focus. */
export function goToStep(step: string): void {
  const card = document.getElementById(cardId(step));
  card?.scrollIntoView({ block: 'start', behavior: 'instant' });
  card?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}
