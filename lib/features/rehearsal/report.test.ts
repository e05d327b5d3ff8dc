import { expect, test } from 'vitest';
import { type RehearsalReport, rehearsalReportSchema, type StepReport, sayReport } from './report';

const red = {
  verdict: 'failed',
  checks: [{ check: 'image', verdict: 'failed', reason: 'image_missing', says: 'No image.' }],
} as const;
const green = { verdict: 'passed', checks: [], seconds: 0.4, evidence: { image: 'aa' } } as const;

const step = (given: Partial<StepReport> = {}): StepReport => ({
  ...{ lesson: '01', step: 'pull', title: 'Pull', before: { ...red, checks: [...red.checks] }, wrong: [], forged: null },
  ...{
    solved: { ...green, checks: [] },
    removed: [],
    afterReset: { ...red, checks: [...red.checks] },
    again: { ...green, checks: [] },
  },
  ...{ hintsUntried: [], faults: [], seconds: 7.4, ...given },
});
const report = (given: Partial<RehearsalReport> = {}): RehearsalReport => ({
  ...{ course: 'small', version: '1.0.0', hash: 'a'.repeat(64), lang: 'en', node: 'node0', store: 'overlay2', docker: '20.10' },
  ...{ at: '2026-01-01T00:00:00.000Z', seconds: 75, whole: true, passed: true, steps: [step()], ...given },
});

test('a report says of each step how it stood in its four rounds', () => {
  expect(sayReport(report())).toEqual([
    'small 1.0.0 on node0 (Docker 20.10, overlay2)',
    'ok  01/pull\tred green red green\twrong 0\t7 s\tPull',
    'Passed: 1 steps, 0 faults, 1 min 15 s.',
  ]);
});

test('each fault is a line, and a part of a course is told as such', () => {
  const faults: StepReport['faults'] = [{ code: 'leftover', detail: 'image ubuntu:latest' }];
  const said = sayReport(
    report({ passed: false, whole: false, steps: [step({ solved: null, afterReset: null, again: null, faults })] }),
  );
  expect(said.slice(1)).toEqual([
    'BAD 01/pull\tred - - -\twrong 0\t7 s\tPull',
    '      leftover: image ubuntu:latest',
    'Not passed: 1 steps, 1 fault, 1 min 15 s. Not the whole course, so nothing is stored.',
  ]);
});

test('what is stored can be read again', () => {
  expect(rehearsalReportSchema.parse(JSON.parse(JSON.stringify(report())))).toEqual(report());
});
