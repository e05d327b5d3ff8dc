import { expect, test } from 'vitest';
import type { NodeDto } from '@/lib/shared/nodes';
import { countMorning, type Step, type StepKey, stepsOf } from './morning-steps';

const node = (over: Partial<NodeDto>) => ({ state: 'ready', docker: null, rootLogin: false, assignees: [], ...over }) as NodeDto;
const steps = (nodes: NodeDto[], students: number, without: number, light: 'green' | 'red' | null = null) =>
  new Map(stepsOf(countMorning(nodes, students, without), light).map(({ key, state }): [StepKey, Step['state']] => [key, state]));
const next = (...of: Parameters<typeof steps>) => [...steps(...of)].find(([, state]) => state === 'next')?.[0];

test('an empty class begins with its nodes, and with nothing else', () => {
  expect([...steps([], 0, 0).values()]).toEqual(['next', 'later', 'later', 'later', 'later', 'later']);
  expect(next([], 30, 30)).toBe('add');
});

test('nodes are added until there is one for each student and each key is approved', () => {
  expect(next([node({})], 3, 3)).toBe('add');
  expect(next([node({ state: 'unverified' })], 1, 0)).toBe('add');
  // Nobody has them yet, but there are enough.
  expect(steps([node({}), node({})], 2, 2).get('add')).toBe('done');
});

test('students are brought in once the nodes are ready, and each is given one', () => {
  const ready = [node({ rootLogin: true, docker: {} as NodeDto['docker'] })];
  expect(next(ready, 0, 0, 'green')).toBe('students');
  expect(next(ready, 1, 1, 'green')).toBe('students');
});

test('what was done early stays done, and the first gap is next', () => {
  const prepared = [node({ state: 'docker_denied' }), node({ state: 'docker_denied' })];
  expect([...steps(prepared, 2, 0, 'red').values()]).toEqual(['done', 'next', 'done', 'later', 'done', 'later']);
  expect([...steps(prepared, 2, 0, 'green').values()]).toEqual(['done', 'done', 'done', 'next', 'done', 'later']);
  expect(next([node({ state: 'docker_missing' })], 1, 0, 'green')).toBe('prepare');
});

test('the doctor is next again where a node was well and has gone since', () => {
  expect(next([node({}), node({ state: 'unreachable' })], 2, 0, 'green')).toBe('doctor');
});

test('a class that is ready has only its cards left', () => {
  const ready = [node({ rootLogin: true, docker: {} as NodeDto['docker'] })];
  expect([...steps(ready, 1, 0, 'green').values()]).toEqual(['done', 'done', 'done', 'done', 'done', 'next']);
});
