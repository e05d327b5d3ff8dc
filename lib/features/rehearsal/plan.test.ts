import { expect, test } from 'vitest';
import type { CourseStep } from '@/lib/features/courses/schema';
import { planStep, programsIn } from './plan';

const question = { id: 'left', is: 'answer', ask: { en: 'How many' }, kind: 'number', truth: { of: 'images.count' } } as const;
const step = (given: Partial<CourseStep>): CourseStep => ({ id: 'one', title: { en: 'One' }, ...given });

test('the solution is typed in its own order, each command where it belongs', () => {
  const { solution } = planStep(
    step({
      where: 'host-root',
      commands: [
        { id: 'ls', run: 'ls', kind: 'look' },
        { id: 'run', run: 'docker run -it --name web ubuntu' },
        { id: 'leave', run: 'ctrl-p ctrl-q', keys: true, where: 'container:web' },
      ],
      solution: ['run', 'leave'],
    }),
  );
  expect(solution).toEqual([
    { text: 'docker run -it --name web ubuntu', keys: false, where: 'host-root' },
    { text: 'ctrl-p ctrl-q', keys: true, where: 'container:web' },
  ]);
});

test.each([
  { kinds: ['look', 'destroy'], before: 1, why: 'what it asks about is gone afterwards' },
  { kinds: ['destroy', 'look'], before: 2, why: 'it asks what is left' },
  { kinds: ['change', 'look'], before: 2, why: 'nothing is deleted' },
  { kinds: ['look', 'destroy', 'destroy', 'look'], before: 4, why: 'somebody looks again' },
] as const)('with $kinds questions are answered before command $before: $why', ({ kinds, before }) => {
  const commands = kinds.map((kind, index) => ({ id: `c${index}`, run: 'docker rm -f web', kind }));
  const plan = planStep(step({ commands, solution: commands.map(({ id }) => id), checks: [question] }));
  expect([plan.answerBefore, plan.questions.map(({ id }) => id)]).toEqual([before, ['left']]);
});

test('checks that may hold before are known', () => {
  const { stays } = planStep(
    step({
      checks: [
        { id: 'running', is: 'container', name: 'web', state: 'running', stays: true },
        { id: 'left', is: 'deed', event: 'detach' },
      ],
    }),
  );
  expect([...stays]).toEqual(['running']);
});

test('programs of a command are found as a shell would', () => {
  expect(programsIn('for n in 1 2; do docker run -d --name d$n ubuntu sleep 9; done')).toContain('docker');
  expect(programsIn('cp -v --parents $(ldd /bin/bash | grep -o x) /lab/')).toEqual(['cp', 'ldd', 'grep']);
  expect(programsIn('/usr/sbin/chroot /lab /bin/bash')).toEqual([]);
  expect(programsIn('time docker run --rm ubuntu true')).toEqual(['docker']);
});
