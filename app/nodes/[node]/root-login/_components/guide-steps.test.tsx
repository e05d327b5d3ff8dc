import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { RootLoginDto } from '@/lib/shared/root-login';
import { GuideSteps, NextStep } from './guide-steps';

const rootLogin = { node: 'node0', loginUser: 'ubuntu', stage: 'shell' } as RootLoginDto;
type View = Parameters<typeof NextStep>[0]['view'];

test('whoever is asked for the root password reads where it comes from, in both languages', () => {
  const view = { reached: 2, observation: null, trouble: null } as unknown as View;
  for (const locale of ['en', 'ko'] as const) {
    const where = locale === 'en' ? 'instructor' : '강사';
    expect(textOf(render(<GuideSteps rootLogin={rootLogin} view={view} />, locale))).toContain(where);
    expect(textOf(render(<NextStep rootLogin={rootLogin} view={view} />, locale))).toContain(where);
  }
});
