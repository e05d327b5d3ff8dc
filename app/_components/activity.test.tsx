import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { ApiError } from '@/app/_api/client';
import { operationKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import type { JobDto } from '@/lib/shared/jobs';
import type { OperationDto } from '@/lib/shared/operations';
import { type Activity, activitiesOf } from './activity';
import { OperationCard } from './operation-card';

const at = new Date(0).toISOString();
const job = (id: string, operationId: string | null, state: JobDto['state']): JobDto => ({
  ...{ id, kind: 'image.pull', nodeId: id, nodeName: `on-${id}`, operationId, state, subject: 'ubuntu', progress: null },
  ...{ error: null, createdBy: null, cancelledBy: null, createdAt: at, startedAt: at, endedAt: null, revision: 1 },
});
const jobs = [job('a', 'o', 'done'), job('b', null, 'done'), job('c', 'o', 'running'), job('d', null, 'queued')];
const named = (activities: Activity[]) =>
  activities.map((one) => (one.operationId === null ? one.job.id : one.jobs.map(({ id }) => id).join('+')));

test('work on many nodes is one card for staff, which runs while one of its nodes does; what runs comes first', () => {
  const activities = activitiesOf(jobs, true);
  expect(named(activities)).toEqual(['a+c', 'd', 'b']);
  expect(activities.map(({ isActive }) => isActive)).toEqual([true, true, false]);
});

test('a student has a card for each node', () => {
  expect(named(activitiesOf(jobs, false))).toEqual(['c', 'd', 'a', 'b']);
});

const operation: OperationDto = {
  ...{ id: 'o', kind: 'image.pull', classId: 'k', state: 'running', dryRun: false, resumable: false },
  ...{ steps: [{ id: 'images.pull', images: ['ubuntu', 'nginx'] }], nodes: { total: 4, running: 1, done: 2, failed: 1 } },
  ...{ createdBy: { id: 'i', name: '<b>Kim</b>' }, createdAt: at, endedAt: null },
};
function shown(held: OperationDto | ApiError, locale: 'en' | 'ko' = 'en'): string {
  const client = new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } });
  const query = client.getQueryCache().build(client, { queryKey: operationKeys.summary('o'), queryFn: () => operation });
  const isError = held instanceof ApiError;
  query.setState({ ...query.state, ...(isError ? { status: 'error', error: held } : { status: 'success', data: held }) });
  return render(<OperationCard id="o" jobs={[job('a', 'o', 'running')]} />, locale, client);
}

test('the card says on how many nodes it is done, can be cancelled while it runs, and leads to each node', () => {
  const html = shown(operation);
  expect(textOf(html)).toMatch(/Image pull.*ubuntu nginx.*2 of 4 nodes done.*1 node needs attention.*Cancel.*Each node/);
  expect(html).toContain('aria-valuenow="75"');
  expect(html).toContain('href="/classes/k/prepare?operation=o"');
  expect(html).not.toContain('<b>Kim');
  expect(textOf(shown(operation, 'ko'))).toMatch(/노드 4대 중 2대 완료.*취소.*노드별로 보기/);
  const over = shown({ ...operation, state: 'cancelled', endedAt: at });
  expect(textOf(over)).toContain('Cancelled. Steps that cannot be interrupted were completed first.');
  expect(over).not.toContain('<button');
});

test('where the operation is not the reader’s to see, its jobs are', () => {
  expect(textOf(shown(new ApiError({ code: 'not_found', title: 'Not found.' })))).toContain('on on-a');
});
