import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { FormEnd } from './form-dialog';

const shown = (part: { busy: boolean; goesOn?: boolean }, locale: 'en' | 'ko' = 'en') =>
  textOf(render(<FormEnd submit="Remove" onClose={() => {}} {...part} />, locale));

test('while a job runs, the button beside it says that it closes the dialog, and where the job can be cancelled', () => {
  expect(shown({ busy: false, goesOn: true })).toBe('Cancel Remove');
  expect(shown({ busy: true, goesOn: true })).toMatch(/continues if you close.*Activity.*Close Remove/);
  expect(shown({ busy: true, goesOn: true }, 'ko')).toMatch(/계속 진행됩니다.*닫기/);
});

test('what is no job is cancelled', () => {
  expect(shown({ busy: true })).toBe('Cancel Remove');
});
