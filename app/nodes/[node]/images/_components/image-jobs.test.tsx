import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import { PageNode } from '@/app/nodes/[node]/_components/node-frame';
import type { JobDto } from '@/lib/shared/jobs';
import type { NodeDto } from '@/lib/shared/nodes';
import { ImageJobs } from './image-jobs';

const at = new Date(0).toISOString();
const failed: JobDto = {
  ...{ id: 'j', kind: 'image.pull', nodeId: 'n', nodeName: 'node0', operationId: null, state: 'failed', subject: 'private/lab' },
  ...{ progress: null, error: { code: 'registry_login_needed', detail: null }, createdBy: null, cancelledBy: null, revision: 1 },
  ...{ createdAt: at, startedAt: at, endedAt: at },
};
const node = { staff: false, classId: 'c' } as unknown as NodeDto;
const shown = (job: Partial<JobDto>, away = false) =>
  textOf(
    render(
      <PageNode node={node}>
        <ImageJobs nodeId="n" jobs={[{ ...failed, ...job }]} away={away} />
      </PageNode>,
    ),
  );

test('what failed is tried again from here, or after a sign-in, as long as the node is there', () => {
  expect(shown({})).toMatch(/Sign in .*Pull again/);
  expect(shown({}, true)).not.toMatch(/Sign in|Pull again/);
});

test('a part of an operation, which may be of several images, is tried again with the operation', () => {
  expect(shown({ operationId: 'o', subject: 'a b' })).not.toMatch(/Sign in|Pull again/);
});
