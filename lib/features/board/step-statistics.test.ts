import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { verdictOf } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { predictStep } from '@/lib/features/progress/answers';
import { checkStep } from '@/lib/features/progress/check-step';
import { openHelp } from '@/lib/features/progress/open-help';
import { getStepStatistics } from './step-statistics';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const make = { classId: idOf('classa'), lessonId: 'first', stepId: 'make' };
const statistics = async (more: { stepId?: string } = {}) =>
  getStepStatistics(await panel.as('instructor', { locale: 'en' }), { ...make, ...more });

test('what was expected beside what came out, by number, the first prediction of each, and the help that was opened', async () => {
  const [own, other] = [await panel.as('own'), await panel.as('other')];
  await predictStep(own, { ...make, value: '12' });
  await predictStep(own, { ...make, value: '3' });
  await predictStep(other, { ...make, value: '3' });
  await openHelp(other, { ...make, level: 2 });
  expect(await statistics()).toEqual({
    help: { hint: 0, more: 1, solution: 0 },
    prediction: {
      ...{ ask: 'How many', predicted: 2, compared: 0, asExpected: 0 },
      spread: [
        { value: '3', says: '3', expected: 1, truth: 0 },
        { value: '12', says: '12', expected: 1, truth: 0 },
      ],
    },
  });
  // The double measures 3 on every node.
  panel.judge.answer = ({ checks }) => verdictOf(checks, () => true);
  for (const ctx of [own, other]) await checkStep(ctx, make);
  await panel.runtime.progress.settled();
  expect((await statistics()).prediction).toMatchObject({
    ...{ predicted: 2, compared: 2, asExpected: 1 },
    spread: [
      { value: '3', truth: 2 },
      { value: '12', truth: 0 },
    ],
  });
});

test('a step without a prediction has no spread, and students are told nothing', async () => {
  expect((await statistics({ stepId: 'tag' })).prediction).toBeNull();
  await expect(statistics({ stepId: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(getStepStatistics(await panel.as('own'), make)).rejects.toMatchObject({ code: 'not_found' });
});
