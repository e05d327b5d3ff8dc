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
  doers.clicked(staff, 'container.start', 'r', at);
  expect(doers.doerOf(start, at + 100)).toEqual({ way: 'click', name: 'Instructor' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 100)).toEqual(nobody);
  // A commit, or an archive that is loaded, takes as long as it takes.
  expect(doers.doerOf(start, at + 3_600_000)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(start, at + 3_600_001)).toEqual(nobody);
});

test('of a download, which is answered when it begins, the end is not heard', () => {
  const doers = new Doers();
  const save = { kind: 'image', action: 'save' } as const;
  doers.clicked(staff, 'image.save', 'r', at);
  expect(doers.doerOf(save, at + 15_000)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(save, at + 15_001)).toEqual(nobody);
});

test('of an action that was answered nothing more is told after a moment', () => {
  const doers = new Doers();
  doers.clicked(staff, 'container.commit', 'r', at);
  doers.clickEnded('r', at + 500);
  doers.clickEnded('another', at + 600);
  const pause = { kind: 'container', action: 'pause' } as const;
  expect(doers.doerOf(pause, at + 1_500)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(pause, at + 1_501)).toEqual(nobody);
});

test('of several at once each lasts until its own end', () => {
  const doers = new Doers();
  const die = { kind: 'container', action: 'die' } as const;
  for (const request of ['slow', 'quick']) doers.clicked(staff, 'container.stop', request, at);
  doers.clickEnded('quick', at + 300);
  expect(doers.doerOf(die, at + 10_100)).toMatchObject({ way: 'click' });
  doers.clickEnded('slow', at + 10_200);
  expect(doers.doerOf(die, at + 11_201)).toEqual(nobody);
});

test('a click that was answered has connected once: the next one is typed, however soon it comes', () => {
  const doers = new Doers();
  const connect = { kind: 'network', action: 'connect' } as const;
  doers.clicked(staff, 'network.connect', 'r', at);
  doers.typed('own', at + 50);
  expect(doers.doerOf(connect, at + 100)).toMatchObject({ way: 'click' });
  doers.clickEnded('r', at + 150);
  expect(doers.doerOf(connect, at + 200)).toEqual({ way: 'terminal', userId: 'own' });
  // Heard after the answer it is the click's all the same, once.
  doers.clicked(staff, 'network.connect', 's', at + 300);
  doers.clickEnded('s', at + 400);
  expect(doers.doerOf(connect, at + 500)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(connect, at + 600)).toMatchObject({ way: 'terminal' });
  // A run may connect to several.
  doers.clicked(staff, 'container.run', 't', at + 700);
  for (const ms of [800, 900]) expect(doers.doerOf(connect, at + ms)).toMatchObject({ way: 'click' });
});

test('whoever only looks does nothing', () => {
  const doers = new Doers();
  doers.clicked(staff, 'container.read', 'r', at);
  expect(doers.doerOf(start, at)).toEqual(nobody);
});

test('a job is its author’s doing until a moment after its end', () => {
  const doers = new Doers();
  const createdBy = { id: 'own', name: 'Student 0' };
  const job = { id: 'j', kind: 'image.pull', operationId: null, state: 'running', createdBy } as const;
  const tag = { kind: 'image', action: 'tag' } as const;
  doers.worked(job, at);
  expect(doers.doerOf(tag, at + 3_600_000)).toEqual({ way: 'click', name: 'Student 0' });
  doers.worked({ ...job, state: 'done' }, at + 3_600_000);
  expect(doers.doerOf(tag, at + 3_602_000)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(tag, at + 3_602_001)).toEqual(nobody);
});

test('a job that has ended has pushed once: the next push is typed, however soon it comes', () => {
  const doers = new Doers();
  const push = { kind: 'image', action: 'push' } as const;
  const job = { id: 'j', kind: 'image.push', operationId: null, state: 'running', createdBy: staff } as const;
  // The request itself begins the job and pushes nothing.
  doers.clicked(staff, 'image.push', 'r', at);
  doers.worked(job, at);
  doers.typed('own', at + 100);
  expect(doers.doerOf(push, at + 200)).toMatchObject({ way: 'click' });
  doers.worked({ ...job, state: 'done' }, at + 300);
  expect(doers.doerOf(push, at + 400)).toEqual({ way: 'terminal', userId: 'own' });
  // Told of after its end it is the job's all the same, once.
  doers.worked({ ...job, id: 'k' }, at + 500);
  doers.worked({ ...job, id: 'k', state: 'done' }, at + 600);
  expect(doers.doerOf(push, at + 700)).toMatchObject({ way: 'click' });
  expect(doers.doerOf(push, at + 800)).toEqual({ way: 'terminal', userId: 'own' });
});

test('a job of an operation may pull several images', () => {
  const doers = new Doers();
  const pull = { kind: 'image', action: 'pull' } as const;
  const job = { id: 'j', kind: 'image.pull', operationId: 'o', state: 'running', createdBy: staff } as const;
  doers.worked(job, at);
  expect(doers.doerOf(pull, at)).toMatchObject({ way: 'click' });
  doers.worked({ ...job, state: 'done' }, at + 100);
  expect(doers.doerOf(pull, at + 200)).toMatchObject({ way: 'click' });
});

test('what comes soon after a line was entered is typed by whoever entered the last; a click that fits goes before', () => {
  const doers = new Doers();
  doers.typed('own', at);
  doers.typed('staff', at + 1_000);
  expect(doers.doerOf(start, at + 2_000)).toEqual({ way: 'terminal', userId: 'staff' });
  doers.clicked(staff, 'container.start', 'r', at + 2_000);
  expect(doers.doerOf(start, at + 2_100)).toEqual({ way: 'click', name: 'Instructor' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 11_000)).toEqual({ way: 'terminal', userId: 'staff' });
  expect(doers.doerOf({ kind: 'container', action: 'pause' }, at + 11_001)).toEqual(nobody);
});
