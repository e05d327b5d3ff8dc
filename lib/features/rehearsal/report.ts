import { z } from 'zod';

/** What a rehearsal found wrong. Each ends it with `passed: false`. */
const faultCodes = [
  /** A check held before anything was done. */
  'green_before',
  /** A check could not be told, on a node that answers. */
  'errored',
  /** A wrong command turned the step green. */
  'wrong_green',
  'reason_missing',
  'hint_missing',
  /** A check believed what was only forged. */
  'forger_green',
  /** The solution was typed, and the step stayed red. */
  'not_green',
  /** Something that the solution made is still there after the reset. */
  'leftover',
  'green_after_reset',
  'not_green_again',
  /** A command that did not come back to a prompt, or a place that could not be reached. */
  'stuck',
  /** A question whose answer the node does not say. */
  'no_answer',
] as const;
const faultSchema = z.object({ code: z.enum(faultCodes), detail: z.string() });
export type Fault = z.infer<typeof faultSchema>;

const checkSchema = z.object({
  check: z.string(),
  verdict: z.enum(['passed', 'failed', 'errored']),
  /** Reason, or the cause of one that could not be told. */
  reason: z.string(),
  says: z.string(),
});

const seenSchema = z.object({ verdict: z.enum(['passed', 'failed', 'errored']), checks: z.array(checkSchema) });
export type Seen = z.infer<typeof seenSchema>;

const solvedSchema = seenSchema.extend({
  /** From the last key to green. */
  seconds: z.number(),
  /** SHA-256 of what each check was concluded from, by check. */
  evidence: z.record(z.string(), z.string()),
});
export type Solved = z.infer<typeof solvedSchema>;

const wrongSchema = z.object({
  run: z.string(),
  verdict: z.enum(['passed', 'failed', 'errored']),
  reasons: z.array(z.string()),
  hint: z.string().nullable(),
});
export type SeenWrong = z.infer<typeof wrongSchema>;

const stepSchema = z.object({
  lesson: z.string(),
  step: z.string(),
  title: z.string(),
  before: seenSchema.nullable(),
  wrong: z.array(wrongSchema),
  forged: seenSchema.nullable(),
  solved: solvedSchema.nullable(),
  /** What the reset removed. */
  removed: z.array(z.string()),
  afterReset: seenSchema.nullable(),
  again: solvedSchema.nullable(),
  /** Hints that no `wrong` names: nothing is known of them. */
  hintsUntried: z.array(z.string()),
  faults: z.array(faultSchema),
  seconds: z.number(),
});
export type StepReport = z.infer<typeof stepSchema>;

/** How one version of a course did on one node. */
export const rehearsalReportSchema = z.object({
  ...{ course: z.string(), version: z.string(), hash: z.string(), lang: z.string() },
  ...{ node: z.string(), store: z.string(), docker: z.string() },
  at: z.string(),
  seconds: z.number(),
  /** Every lesson was rehearsed. */
  whole: z.boolean(),
  passed: z.boolean(),
  steps: z.array(stepSchema),
});
export type RehearsalReport = z.infer<typeof rehearsalReportSchema>;

/** A report for people: a line for each step, and one for each fault. Pure. */
export function sayReport(report: RehearsalReport): string[] {
  const faults = report.steps.flatMap((step) => step.faults);
  const stood = `${report.steps.length} steps, ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}, ${minutes(report.seconds)}`;
  return [
    `${report.course} ${report.version} on ${report.node} (Docker ${report.docker}, ${report.store})`,
    ...report.steps.flatMap((step) => [sayStep(step), ...step.faults.map(sayFault)]),
    `${report.passed ? 'Passed' : 'Not passed'}: ${stood}.${report.whole ? '' : ' Not the whole course, so nothing is stored.'}`,
  ];
}

/** One step, as it is printed while a rehearsal runs. Pure. */
export function sayStep({ lesson, step, title, before, solved, afterReset, again, wrong, faults, seconds }: StepReport): string {
  const rounds = [before, solved, afterReset, again].map((seen) => signs[seen?.verdict ?? 'none']).join(' ');
  return `${faults.length === 0 ? 'ok ' : 'BAD'} ${lesson}/${step}\t${rounds}\twrong ${wrong.length}\t${Math.round(seconds)} s\t${title}`;
}
const signs = { failed: 'red', passed: 'green', errored: '?', none: '-' } as const;

const sayFault = ({ code, detail }: Fault): string => `      ${code}: ${detail}`;
const minutes = (seconds: number): string => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
