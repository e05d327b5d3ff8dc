import { expect, test } from 'vitest';
import type { NodeDto } from '@/lib/shared/nodes';
import { countMorning, stepsOf } from './morning-steps';

const node = (over: Partial<NodeDto>) => ({ state: 'ready', docker: null, rootLogin: false, ...over }) as NodeDto;
const states = (nodes: NodeDto[], students: number, without: number, light: 'green' | 'red' | null = null) =>
  stepsOf(countMorning(nodes, students, without), light).map((step) => step.state);

test('an empty class begins with its students', () => {
  expect(states([], 0, 0)).toEqual(['next', 'later', 'later', 'later', 'later', 'later']);
});

test('nodes are added until each student has one and each key is approved', () => {
  expect(states([], 3, 3)[1]).toBe('next');
  expect(states([node({ state: 'unverified' })], 1, 0)[1]).toBe('next');
  expect(states([node({})], 1, 0)[1]).toBe('done');
});

test('what was done early stays done, and the first gap is next', () => {
  const prepared = [node({ state: 'docker_denied' }), node({ state: 'docker_denied' })];
  expect(states(prepared, 2, 0, 'red')).toEqual(['done', 'done', 'next', 'done', 'later', 'later']);
  expect(states(prepared, 2, 0, 'green')).toEqual(['done', 'done', 'done', 'done', 'next', 'later']);
  expect(states([node({ state: 'docker_missing' })], 1, 0, 'green')[3]).toBe('next');
});

test('a class that is ready has only its cards left', () => {
  const ready = [node({ rootLogin: true, docker: {} as NodeDto['docker'] })];
  expect(states(ready, 1, 0, 'green')).toEqual(['done', 'done', 'done', 'done', 'done', 'next']);
});
