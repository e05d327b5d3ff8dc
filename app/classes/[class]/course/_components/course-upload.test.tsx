import { afterEach, expect, test, vi } from 'vitest';
import { call } from '@/app/_api/client';
import { render, textOf } from '@/app/_testing/render';
import type { ImportReport as Report } from '@/lib/shared/course-import';
import type { CourseSummaryDto } from '@/lib/shared/courses';
import { CourseTrust } from './course-trust';
import { ImportReport } from './import-report';

const report: Report = {
  ...{ format: 'katacoda', language: 'en', lessons: 2, steps: 5, commands: 7, questions: 1, scripts: 1 },
  needs: { images: ['nginx'], ports: [80], internet: [{ file: 'a.md', line: 3, what: 'apt-get update' }], systemd: [] },
  losses: [{ file: 'a.md', line: 4, code: 'frame', what: '<iframe>' }],
  refused: [{ file: 'b/index.json', line: 9, code: 'kubernetes', what: 'kubernetes-kubeadm-1node' }],
};

test.each([
  [
    'en',
    'Lessons: 2, steps: 5',
    'A page of another site was embedded here: &lt;iframe&gt;',
    'The scenario needs a Kubernetes cluster',
  ],
  [
    'ko',
    '단원 2개, 단계 5개',
    '다른 사이트의 페이지가 들어 있던 자리입니다: &lt;iframe&gt;',
    'Kubernetes 클러스터가 필요한 시나리오',
  ],
] as const)('the report names counts, needs and each loss at its line: %s', (locale, ...says) => {
  const text = textOf(render(<ImportReport report={report} />, locale));
  for (const part of [...says, 'a.md:4', 'b/index.json:9', 'nginx', 'apt-get update']) expect(text).toContain(part);
});

const course: CourseSummaryDto = {
  ...{
    hash: 'a'.repeat(64),
    course: 'lab',
    version: '1.0.0',
    title: 'Lab',
    summary: null,
    languages: ['en'],
    lessons: 1,
    steps: 1,
  },
  ...{ origin: 'upload', hasScripts: true, trusted: false, rehearsals: [], createdAt: '2026-01-01T00:00:00.000Z' },
};

test('only an administrator may trust a version, and sees which; a course without scripts says nothing', () => {
  const forAdmin = render(<CourseTrust course={course} isAdmin />);
  expect(textOf(forAdmin)).toContain('Trust this version');
  expect(forAdmin).toContain(course.hash);
  expect(textOf(render(<CourseTrust course={{ ...course, trusted: true }} isAdmin />))).toContain('Withdraw trust');
  const forStaff = render(<CourseTrust course={course} isAdmin={false} />);
  expect(textOf(forStaff)).toContain('This version has scripts');
  expect(forStaff).not.toContain('<button');
  expect(textOf(render(<CourseTrust course={{ ...course, hasScripts: false }} isAdmin />))).toBe('');
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('an archive is sent as it is', async () => {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => Response.json({}));
  vi.stubGlobal('fetch', fetched);
  const zip = new Blob(['PK']);
  await call('POST /courses', { body: zip });
  const [, init] = fetched.mock.calls[0] ?? [];
  expect(init?.body).toBe(zip);
  expect(new Headers(init?.headers).get('content-type')).toBe('application/zip');
});
