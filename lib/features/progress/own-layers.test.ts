import { expect, test } from 'vitest';
import type { CheckVerdict } from '@/lib/features/checks/evaluate';
import { ownLayers } from './own-layers';

const check = (facts: unknown, kind: CheckVerdict['kind'] = 'image'): CheckVerdict => ({
  ...{ checkId: 'made', kind, verdict: { verdict: 'passed', reason: 'holds' } },
  facts,
});
const about = (...diffIds: string[]) => ({ ref: 'x', about: { diffIds }, touched: true });
const base = { ref: 'ubuntu', diffIds: ['1', '2'] };

test('the layer on top of the base is the student’s own', () => {
  const facts = { images: [about('1', '2', '3'), { ref: 'y', about: null }], base, left: null, hasGap: false };
  expect(ownLayers({ checks: [check(facts)] })).toEqual([{ checkId: 'made', value: '3' }]);
});

test('an image that everybody pulls, the base itself, and what is no image have none', () => {
  for (const facts of [
    { images: [about('1', '2')], base: null },
    { images: [about('1', '2')], base },
    { images: [], base },
    { trouble: 'deadline' },
    null,
  ])
    expect(ownLayers({ checks: [check(facts)] })).toEqual([]);
  expect(ownLayers({ checks: [check({ images: [about('3')], base }, 'container')] })).toEqual([]);
});
