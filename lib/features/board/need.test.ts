import { expect, test } from 'vitest';
import { type StepRecord, untouched } from '@/lib/features/progress/step-record';
import { type NeedFacts, needOf } from './need';

const now = Date.parse('2026-01-01T12:00:00Z');
const minute = 60_000;
const step = (given: Partial<StepRecord> = {}): StepRecord => ({
  ...untouched('first', 'make'),
  ...{ state: 'working', firstAt: now - minute, reasonAt: now - minute },
  ...given,
});
const facts = (given: Partial<NeedFacts> = {}): NeedFacts => ({
  ...{ hand: null, step: step(), medianMs: 2 * minute, activeAt: now, stepsBehind: 0 },
  ...given,
});
const needs = (given: Partial<NeedFacts>) => needOf(facts(given), now)?.need ?? null;

test('nothing calls for somebody while a student works on a step in its usual time', () => {
  expect(needs({})).toBeNull();
  expect(needs({ step: null, stepsBehind: 0 })).toBeNull();
  expect(needs({ step: step({ state: 'failed', firstAt: now - 2 * minute }) })).toBeNull();
});

test('a raised hand comes before all else', () => {
  const hand = { since: now - 4 * minute };
  expect(needOf(facts({ hand, step: step({ state: 'errored', reason: 'deadline' }) }), now)).toEqual({
    need: 'hand',
    since: hand.since,
  });
});

test('what the panel could not tell is our side’s; what the student mends is not', () => {
  expect(needs({ step: step({ state: 'errored', reason: 'node_away' }) })).toBe('errored');
  expect(needs({ step: step({ state: 'errored', reason: 'no_terminal' }) })).toBeNull();
});

test('stuck: the same reason three times, or red for twice the median and at least three minutes, while active', () => {
  expect(needs({ step: step({ state: 'failed', reasonCount: 2 }) })).toBeNull();
  expect(needs({ step: step({ state: 'failed', reasonCount: 3 }) })).toBe('stuck');
  expect(needs({ step: step({ state: 'failed', firstAt: now - 5 * minute }) })).toBe('stuck');
  expect(needs({ step: step({ state: 'failed', firstAt: now - 4 * minute }) })).toBeNull();
  expect(needs({ medianMs: minute / 2, step: step({ state: 'failed', firstAt: now - 2 * minute }) })).toBeNull();
  // Somebody who went away is idle, not stuck.
  const left = { step: step({ state: 'failed', reasonCount: 3, firstAt: now - 9 * minute }), activeAt: now - 6 * minute };
  expect(needOf(facts(left), now)).toEqual({ need: 'idle', since: now - 6 * minute });
});

test('behind by four steps, also who has not begun', () => {
  expect(needs({ stepsBehind: 3 })).toBeNull();
  expect(needs({ stepsBehind: 4 })).toBe('behind');
  expect(needs({ step: untouched('first', 'make'), activeAt: null, stepsBehind: 4 })).toBe('behind');
  // Who is through is behind nobody.
  expect(needs({ step: null, stepsBehind: 4 })).toBeNull();
});
