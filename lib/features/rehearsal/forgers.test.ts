import { expect, test } from 'vitest';
import type { CourseStep } from '@/lib/features/courses/schema';
import { rightAnswer } from './answer';
import { forgeryOf, wrongAnswer } from './forgers';
import { leftOver } from './node-things';
import { planStep, type StepPlan } from './plan';
import { stands } from './stage';

const step: CourseStep = {
  ...{ id: 'write', title: { en: 'Write' }, where: 'host-root', solution: ['run', 'leave'] },
  commands: [
    { id: 'run', run: 'docker run -dit --name web ubuntu && pgrep -a dockerd; bash -c true' },
    { id: 'leave', run: 'ctrl-p ctrl-q', keys: true },
  ],
  checks: [{ id: 'file', is: 'file', in: { container: 'web' }, path: '/hello.txt', text: 'hello' }],
};
const question = (given: Partial<StepPlan['questions'][number]>): StepPlan['questions'][number] => ({
  ...{ id: 'q', is: 'answer', ask: { en: 'What' }, kind: 'text', truth: { of: 'engine.version' } },
  ...given,
});

test('a step is forged by fakes of its programs, a history, and files on the node in the place of those in a container', () => {
  const { fakes, history, written, bashrc } = forgeryOf(step, planStep(step));
  expect(fakes).toEqual(['docker', 'ps', 'ls', 'pgrep']);
  expect(history).toEqual(['docker run -dit --name web ubuntu && pgrep -a dockerd; bash -c true']);
  expect(written).toEqual([{ path: '/hello.txt', text: 'hello\n' }]);
  for (const name of ['cat()', 'function /bin/cat', 'command()', "alias docker='echo passed'"]) expect(bashrc).toContain(name);
});

test('a wrong answer is wrong, a right one is written as people do', () => {
  const choices = [
    { value: 'a', say: { en: 'A' } },
    { value: 'b', say: { en: 'B' } },
  ];
  const choice = question({ kind: 'choice', choices, truth: { of: 'text', value: 'a' } });
  expect([wrongAnswer(choice), rightAnswer(choice, 'a')]).toEqual(['b', 'a']);
  expect([wrongAnswer(question({ kind: 'number' })), rightAnswer(question({ kind: 'number' }), 64)]).toEqual(['-1', '64']);
  const digest = question({ kind: 'digest', truth: { of: 'image.id', image: 'ubuntu' } });
  expect(rightAnswer(digest, `sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  const names = question({ truth: { of: 'directory.names', path: '/lab' } });
  expect([rightAnswer(names, ['bin', 'lib']), rightAnswer(names, null)]).toEqual(['bin lib', null]);
  const store = question({ kind: 'choice', choices, truth: { of: 'engine.store' } });
  expect(rightAnswer(store, ['overlayfs', 'b'])).toBe('b');
});

test('what was not there before is left over', () => {
  const before = { containers: new Map([['1', 'old']]), images: new Set(['ubuntu:latest']), paths: new Set(['/lab']) };
  const now = {
    containers: new Map([
      ['1', 'old'],
      ['2', 'web'],
    ]),
    images: new Set(['ubuntu:latest', 'x:latest']),
    paths: new Set(['/lab', '/lab/new']),
  };
  expect(leftOver(before, now)).toEqual(['container web', 'image x:latest', 'path /lab/new']);
  expect(leftOver(now, before)).toEqual([]);
});

test('a terminal stands where a course says', () => {
  const at = { where: 'container', container: 'web' } as const;
  expect([stands(at, 'container'), stands(at, 'container:web'), stands(at, 'container:other'), stands(at, 'host-root')]).toEqual([
    ...[true, true, false, false],
  ]);
});
