import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { LessonDto, LessonStepDto, StepProgressDto } from '@/lib/shared/courses';
import { currentStep, LessonProvider } from './lesson-page';
import { StepCard } from './step-card';

const progress: StepProgressDto = {
  lesson: '09-commit',
  step: 'commit',
  state: 'failed',
  how: null,
  revision: 1,
  passedAt: null,
  tries: 1,
  checks: [
    { check: 'image', verdict: 'passed', reason: 'holds', says: 'The image is there.' },
    { check: 'author', verdict: 'failed', reason: 'author', says: 'Wanted author `sds`, found none.' },
    { check: 'deed', verdict: 'errored', reason: 'node_away', says: 'The node does not respond.' },
  ],
  hint: 'You are inside the container.',
  level: 1,
};
const step: LessonStepDto = {
  id: 'commit',
  title: 'Make an image',
  goal: null,
  where: 'host-root',
  isReading: false,
  points: 1,
  commands: [
    { id: 'make', run: 'docker commit myubuntu x', kind: 'change', where: 'host-root', keys: false },
    { id: 'leave', run: 'ctrl-p ctrl-q', kind: 'change', where: 'container:myubuntu', keys: true },
    { id: 'gone', run: 'docker rm -f myubuntu', kind: 'destroy', where: 'host-root', keys: false },
  ],
  prediction: null,
  questions: [],
  hasMore: true,
  hasSolution: true,
  solutionAt: null,
  more: null,
  solution: null,
  why: null,
  progress,
};
const next: LessonStepDto = {
  ...step,
  id: 'next',
  commands: [],
  progress: { ...progress, step: 'next', state: 'untouched', checks: [] },
};

function show(part: Partial<LessonStepDto>, { isDoing = true } = {}): string {
  const lesson = { id: '09-commit', next: null, steps: [{ ...step, ...part }, next] } as unknown as LessonDto;
  const typing = { view: null, type: async () => 0, open: () => {}, lastLines: () => '' };
  return render(
    <LessonProvider value={{ classId: 'c', lesson, number: 9, node: { id: 'n', name: 'node0' }, isDoing, typing }}>
      <StepCard id="commit" />
    </LessonProvider>,
  );
}
const prediction: LessonStepDto['prediction'] = {
  ask: 'How many more?',
  kind: 'choice',
  choices: [
    { value: '1', says: 'one' },
    { value: '2', says: 'two' },
  ],
  answered: null,
  truth: null,
  explain: null,
};

test('a red step says what was found of each check, by sign and by word', () => {
  const html = show({});
  expect(textOf(html)).toContain('not right yet: Wanted author');
  expect(textOf(html)).toContain('could not be checked: The node does not respond.');
  expect(textOf(html)).toContain('Hint: You are inside the container.');
  expect(textOf(html)).toContain('9.1 Make an image');
  expect(html).toContain('data-state="failed"');
});

test('what deletes says that Enter is the reader’s, keys are pressed, and each other command is typed', () => {
  const text = textOf(show({}));
  expect(text).toContain('Deletes something.');
  expect(text.match(/Type it for me/g)).toHaveLength(1);
  expect(text.match(/Type without Enter/g)).toHaveLength(1);
  expect(text).toContain('Ctrl-P Ctrl-Q');
  expect(text.match(/Press for me/g)).toHaveLength(1);
});

test('a prediction is a form until its first answer, and is compared when there is a truth', () => {
  expect(show({ prediction })).toContain('Save prediction');
  const locked = show({ prediction: { ...prediction, answered: '2' } });
  expect(locked).not.toContain('Save prediction');
  expect(textOf(locked)).toContain('You expected: two');
  const compared = textOf(show({ prediction: { ...prediction, answered: '2', truth: '1', explain: 'Only `R/W` is added.' } }));
  expect(compared).toContain('It turned out differently: one. Only R/W is added.');
  expect(textOf(show({ prediction: { ...prediction, answered: '1', truth: '1' } }))).toContain('As you expected: one.');
});

test('a right answer is not asked again, a wrong one is', () => {
  const question = { check: 'q', ask: 'Which?', kind: 'name', choices: null, explain: null } as const;
  const right = show({ questions: [{ ...question, answered: 'node0', isRight: true }] });
  expect(textOf(right)).toContain('Correct: node0');
  expect(right).not.toContain('<input');
  const wrong = show({ questions: [{ ...question, answered: 'x', isRight: false }] });
  expect(textOf(wrong)).toContain('Not correct: x');
  expect(wrong).toContain('<input');
});

test('the solution is typed and not run', () => {
  const text = textOf(show({ solution: ['make'], progress: { ...progress, level: 3 } }));
  expect(text).toContain('Typed for you, but not run');
  expect(text.match(/Type without Enter/g)).toHaveLength(2);
  expect(text).not.toContain('Show solution');
});

test('a step that is over has its help behind lines to be opened, where it was not opened before, and for staff open', () => {
  const over = {
    more: 'The form is this.',
    solution: ['make'],
    progress: { ...progress, state: 'passed', how: 'alone', level: 0 },
  } as const;
  const given = { ...over, solution: [...over.solution] };
  expect(textOf(show(given))).toMatch(/More help.*The form is this.*Show solution.*Solution/);
  expect(show(given).match(/<details>/g)).toHaveLength(2);
  expect(show({ ...given, progress: { ...given.progress, how: 'hint', level: 2 } }).match(/<details>/g)).toHaveLength(1);
  expect(show(given, { isDoing: false })).not.toContain('<details>');
  expect(textOf(show(given, { isDoing: false }))).toMatch(/The form is this.*Solution/);
});

test('why it works is a form until something was written, and its explanation comes behind that', () => {
  const asked = { ask: 'Why `commit`?', answered: null, explain: null };
  expect(show({ why: asked })).toContain('Save answer');
  expect(show({ why: asked }, { isDoing: false })).not.toContain('Save answer');
  const answered = show({ why: { ...asked, answered: 'It keeps.', explain: 'A layer is added.' } });
  expect(answered).not.toContain('Save answer');
  expect(textOf(answered)).toContain('Why commit ? You wrote: It keeps. A layer is added.');
});

test('a step that is over asks for nothing and leads on, closed at first', () => {
  const html = show({ progress: { ...progress, state: 'passed', how: 'hint' } });
  expect(textOf(html)).toContain('Passed with a hint');
  expect(textOf(html)).toContain('Next step');
  expect(textOf(html)).not.toContain('Check now');
  expect(textOf(html)).not.toContain('Hint:');
  expect(html).toContain('aria-expanded="false"');
});

test('staff, who do not do the course, have nothing to press that would be recorded', () => {
  const text = textOf(show({ prediction }, { isDoing: false }));
  expect(text).not.toContain('Check now');
  expect(text).not.toContain('More help');
  expect(show({ prediction }, { isDoing: false })).toMatch(
    /<button[^>]*disabled[^>]*type="submit"|<button[^>]*type="submit"[^>]*disabled/,
  );
});

test('the reader is at the first step that is not over', () => {
  const passed = { ...step, progress: { ...progress, state: 'passed' as const } };
  expect(currentStep({ steps: [passed, next] } as LessonDto)?.id).toBe('next');
  expect(currentStep({ steps: [passed] } as LessonDto)).toBeNull();
});
