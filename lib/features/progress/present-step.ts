import type { SpecOf } from '@/lib/features/checks/spec';
import type { CourseStep } from '@/lib/features/courses/schema';
import type { Locale } from '@/lib/shared/common';
import type { LessonStepDto } from '@/lib/shared/courses';
import { solutionAt } from './judgement';
import { presentProgress, type StoredVerdict, textIn } from './present-progress';
import type { StepRecord } from './step-record';
import { isOver } from './step-record';

/** What a student wrote at a step: `prediction` the first counts, `answer` and `why` the newest, `truth` what came out of the prediction. */
export interface Note {
  stepId: string;
  round: number;
  kind: string;
  checkId: string;
  value: string;
}

/**
 * A step as its reader sees it.
 * @param step with its values filled in
 * @param notes of this step, oldest first
 */
export function presentStep(
  locale: Locale,
  step: CourseStep,
  {
    record,
    verdicts,
    notes,
    isStaff,
  }: { record: StepRecord; verdicts: readonly StoredVerdict[]; notes: readonly Note[]; isStaff: boolean },
): LessonStepDto {
  const text = (given: Parameters<typeof textIn>[1]) => textIn(locale, given);
  const own = notes.filter(({ round }) => round === record.round);
  const sees = (level: number) => isStaff || record.level >= level || isOver(record);
  const earliest = solutionAt(record);
  return {
    id: step.id,
    title: text(step.title) ?? step.id,
    goal: text(step.goal),
    where: step.where ?? 'host-user',
    isReading: step.read === true,
    points: step.points ?? 1,
    commands: (step.commands ?? []).map((command, index) => ({
      id: command.id ?? String(index + 1),
      run: command.run,
      kind: command.kind ?? 'change',
      where: command.where ?? step.where ?? 'host-user',
      keys: command.keys === true,
    })),
    prediction: step.predict ? presentPrediction(locale, step.predict, own, record, isStaff) : null,
    questions: (step.checks ?? []).flatMap((check) =>
      check.is === 'answer' ? [presentQuestion(locale, check, own, verdicts)] : [],
    ),
    hasMore: step.more !== undefined,
    hasSolution: (step.solution ?? []).length > 0,
    solutionAt: earliest === null ? null : new Date(earliest).toISOString(),
    more: sees(2) ? text(step.more) : null,
    solution: sees(3) ? (step.solution ?? null) : null,
    why: step.why && (isStaff || record.level >= 3) ? presentWhy(locale, step.why, own, isStaff) : null,
    // The values of the step are filled in by now.
    progress: presentProgress(locale, record, step, verdicts, {}),
  };
}

function presentWhy(
  locale: Locale,
  why: NonNullable<CourseStep['why']>,
  notes: readonly Note[],
  isStaff: boolean,
): LessonStepDto['why'] {
  const answered = notes.findLast(({ kind }) => kind === 'why')?.value ?? null;
  const explain = answered !== null || isStaff ? textIn(locale, why.explain) : null;
  return { ask: textIn(locale, why.ask) ?? '', answered, explain };
}

function presentQuestion(
  locale: Locale,
  check: SpecOf<'answer'>,
  notes: readonly Note[],
  verdicts: readonly StoredVerdict[],
): LessonStepDto['questions'][number] {
  const answered = notes.findLast(({ kind, checkId }) => kind === 'answer' && checkId === check.id)?.value ?? null;
  const verdict = verdicts.find(({ checkId }) => checkId === check.id)?.verdict.verdict;
  const isRight = answered === null || verdict === undefined || verdict === 'errored' ? null : verdict === 'passed';
  return {
    check: check.id ?? '',
    ask: textIn(locale, check.ask) ?? '',
    kind: check.kind,
    choices: check.choices?.map(({ value, say }) => ({ value, says: textIn(locale, say) ?? value })) ?? null,
    answered,
    isRight,
    explain: isRight ? textIn(locale, check.explain) : null,
  };
}

function presentPrediction(
  locale: Locale,
  predict: NonNullable<CourseStep['predict']>,
  notes: readonly Note[],
  record: StepRecord,
  isStaff: boolean,
): LessonStepDto['prediction'] {
  const answered = notes.find(({ kind }) => kind === 'prediction')?.value ?? null;
  const truth = notes.find(({ kind }) => kind === 'truth')?.value ?? null;
  return {
    ask: textIn(locale, predict.ask) ?? '',
    kind: predict.kind ?? (predict.choices ? 'choice' : 'number'),
    choices: predict.choices?.map(({ value, say }) => ({ value, says: textIn(locale, say) ?? value })) ?? null,
    answered,
    truth: isOver(record) ? truth : null,
    explain: isOver(record) || isStaff ? textIn(locale, predict.explain) : null,
  };
}
