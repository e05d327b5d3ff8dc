import { expect, test } from 'vitest';
import { Doers } from './doers';

const at = Date.parse('2026-01-01T00:00:00Z');
const staff = { id: 'staff', name: 'Instructor' };
const start = { kind: 'container', action: 'start' } as const;
const nobody = { way: 'node', name: null };

test('what nobody is known to have done is by itself', () => {
  expect(new Doers().doerOf(start, at)).toEqual(nobody);
});

test('a click is whose the events are that it can have, and no others, for as long as it may go on', () => {
  const doers = new Doers();
  doers.clicked(staff, 'container.start', at);
  expect(doers.doerOf(start, at + 100)).toEqual({ way: 'click', name: 'Instructor' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 100)).toEqual(nobody);
  expect(doers.doerOf(start, at + 15_000)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(start, at + 15_001)).toEqual(nobody);
});

test('of an action that was answered nothing more is told after a moment', () => {
  const doers = new Doers();
  doers.clicked(staff, 'container.commit', at);
  doers.clickEnded('staff', 'container.commit', at + 500);
  doers.clickEnded('staff', 'container.stop', at + 500);
  const pause = { kind: 'container', action: 'pause' } as const;
  expect(doers.doerOf(pause, at + 1_500)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(pause, at + 1_501)).toEqual(nobody);
});

test('whoever only looks does nothing', () => {
  const doers = new Doers();
  doers.clicked(staff, 'container.read', at);
  expect(doers.doerOf(start, at)).toEqual(nobody);
});

test('a job is its author’s doing until a moment after its end', () => {
  const doers = new Doers();
  const job = { id: 'j', kind: 'image.pull', state: 'running', createdBy: { id: 'own', name: 'Student 0' } } as const;
  const pull = { kind: 'image', action: 'pull' } as const;
  doers.worked(job, at);
  expect(doers.doerOf(pull, at + 3_600_000)).toEqual({ way: 'click', name: 'Student 0' });
  doers.worked({ ...job, state: 'done' }, at + 3_600_000);
  expect(doers.doerOf(pull, at + 3_602_000)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(pull, at + 3_602_001)).toEqual(nobody);
});

test('what comes soon after a line was entered is typed by whoever entered the last; a click that fits goes before', () => {
  const doers = new Doers();
  doers.typed('own', at);
  doers.typed('staff', at + 1_000);
  expect(doers.doerOf(start, at + 2_000)).toEqual({ way: 'terminal', userId: 'staff' });
  doers.clicked(staff, 'container.start', at + 2_000);
  expect(doers.doerOf(start, at + 2_100)).toEqual({ way: 'click', name: 'Instructor' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 11_000)).toEqual({ way: 'terminal', userId: 'staff' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 11_001)).toEqual(nobody);
});
