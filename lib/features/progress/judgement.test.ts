import { expect, test } from 'vitest';
import { verdictOf } from '@/lib/testing/course-double';
import { howOf, judged, type JudgedStep, solutionAt, wantsHint } from './judgement';
import { untouched } from './step-record';

const at = Date.parse('2026-01-01T00:00:00Z');
const failing = verdictOf(['image', 'name'], () => false);
const half = verdictOf(['image', 'name'], (id) => id === 'image');
const base = { before: untouched('first', 'make'), trigger: 'sweep', isFocus: true, heldBefore: 0, hint: null, at } as const;
const step = (given: Partial<JudgedStep>): JudgedStep => ({ ...base, verdict: failing, ...given });
const nextOf = (given: Partial<JudgedStep>) => {
  const judgement = judged(step(given));
  if (judgement.store !== 'try') throw new Error(judgement.store);
  return judgement.next;
};

test('a step the student is at is worked on until they ask or do something that brings nothing', () => {
  expect(nextOf({})).toMatchObject({ verdict: 'working', tries: 0, reason: 'image_missing', reasonAt: at });
  expect(nextOf({ trigger: 'output' })).toMatchObject({ verdict: 'working', tries: 0 });
  expect(nextOf({ trigger: 'check' })).toMatchObject({ verdict: 'failed', tries: 1, reasonCount: 1 });
  expect(nextOf({ trigger: 'deed' })).toMatchObject({ verdict: 'failed', tries: 1 });
  expect(nextOf({ trigger: 'deed', verdict: half })).toMatchObject({ verdict: 'working', tries: 0 });
});

test('a step the student is not at never turns red; a deed that was done for it is kept', () => {
  expect(judged(step({ isFocus: false, trigger: 'deed' }))).toEqual({ store: 'nothing' });
  const done = { ...half, latched: ['deed'] };
  expect(nextOf({ isFocus: false, verdict: done })).toMatchObject({ verdict: 'working', tries: 0, latched: ['deed'] });
  expect(judged(step({ isFocus: false, verdict: verdictOf(['image'], () => true) }))).toEqual({ store: 'pass', how: 'alone' });
});

test('what is there already is not stored again, a try always is', () => {
  const before = { ...base.before, ...nextOf({ trigger: 'check' }), state: 'failed' as const, firstAt: at };
  expect(judged(step({ before }))).toEqual({ store: 'nothing' });
  expect(nextOf({ before, trigger: 'check', at: at + 5 })).toMatchObject({ tries: 2, reasonCount: 2, reasonAt: at });
});

test('what could not be told is grey, counts as no try, and keeps what was latched', () => {
  const errored = {
    verdict: 'errored',
    checks: [{ checkId: 'image', kind: 'image', verdict: { verdict: 'errored', cause: 'node_away' }, facts: null }],
    latched: [],
  } as unknown as JudgedStep['verdict'];
  const before = { ...base.before, tries: 2, state: 'failed' as const, latched: ['deed'], firstAt: at };
  expect(nextOf({ before, verdict: errored, trigger: 'check' })).toMatchObject({
    ...{ verdict: 'errored', tries: 2, reason: 'node_away', latched: ['deed'] },
  });
  // And red again once it can be told.
  expect(nextOf({ before: { ...before, state: 'errored', reason: 'node_away' }, trigger: 'node' })).toMatchObject({
    verdict: 'failed',
  });
});

test('a hint comes with the same reason a second time, or after a minute of it', () => {
  const before = { ...base.before, reason: 'image_missing', reasonCount: 1, reasonAt: at };
  expect(wantsHint(before, failing, 'sweep', at + 1000)).toBe(false);
  expect(wantsHint(before, failing, 'deed', at + 1000)).toBe(true);
  expect(wantsHint(before, failing, 'sweep', at + 60_000)).toBe(true);
  expect(wantsHint({ ...before, reason: 'layers_more' }, failing, 'check', at + 60_000)).toBe(false);
});

test('what the reason is about is kept with it', () => {
  expect(nextOf({ trigger: 'check' }).because).toEqual({ kind: 'image', wanted: 'ubuntu' });
  const { checks } = failing;
  const away = {
    ...failing,
    verdict: 'errored',
    checks: checks.map((check) => ({ ...check, verdict: { verdict: 'errored', cause: 'node_away' } })),
  };
  expect(nextOf({ trigger: 'check', verdict: away as typeof failing }).because).toEqual({ kind: 'image' });
});

test('a hint that is shown stays while the reason does, and makes a pass one with a hint', () => {
  const next = nextOf({ trigger: 'check', hint: { own: 'inside' } });
  expect(next).toMatchObject({ level: 1, levelAt: at, hint: { own: 'inside' } });
  const before = { ...base.before, ...next, state: 'failed' as const };
  expect(nextOf({ before, trigger: 'check' }).hint).toEqual({ own: 'inside' });
  const other = verdictOf(['image'], () => 'layers_more');
  expect(nextOf({ before, trigger: 'check', verdict: other }).hint).toBeNull();
  expect([0, 1, 2, 3].map(howOf)).toEqual(['alone', 'hint', 'hint', 'solution']);
});

test('the solution waits 20 s behind the explanation or three minutes on the step, whichever is first', () => {
  expect(solutionAt({ level: 0, levelAt: null, firstAt: null })).toBeNull();
  expect(solutionAt({ level: 1, levelAt: at, firstAt: at })).toBe(at + 180_000);
  expect(solutionAt({ level: 2, levelAt: at + 1000, firstAt: at })).toBe(at + 21_000);
  expect(solutionAt({ level: 2, levelAt: at + 175_000, firstAt: at })).toBe(at + 180_000);
});
