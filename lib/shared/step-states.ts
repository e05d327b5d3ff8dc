// Without schemas, so that pages which only show steps do not load zod.

/** The state of one step for one student. `working`: begun, and not judged yet. */
export const stepStates = ['untouched', 'working', 'failed', 'errored', 'passed', 'excused'] as const;
export type StepState = (typeof stepStates)[number];

/** How a step was passed. */
export const passedHows = ['alone', 'hint', 'solution', 'staff'] as const;
export type PassedHow = (typeof passedHows)[number];
