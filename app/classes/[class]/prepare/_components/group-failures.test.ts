import { expect, test } from 'vitest';
import type { JobDto } from '@/lib/shared/jobs';
import { groupFailures, isGrouped } from './group-failures';

/** Each says which address did not answer. */
const away = (n: number) => ({ code: 'node_unreachable', detail: `connect ECONNREFUSED 198.18.6.1${n}:22` });
const job = (nodeName: string, error: JobDto['error'], stepError: JobDto['error'] = null) =>
  ({
    nodeName,
    error: error ?? stepError,
    progress: stepError && {
      kind: 'steps',
      steps: [{ id: 'images.pull', state: 'failed', detail: null, error: stepError }],
      layers: [],
    },
  }) as unknown as JobDto;

test('what failed alike on several nodes is one group, and what failed once or otherwise is none', () => {
  const missing = { code: 'image_not_found', detail: 'nosuch:9' };
  const jobs = [
    job('node0', away(0)),
    job('node1', null),
    job('node2', away(2)),
    job('node3', null, missing),
    job('node4', null, missing),
  ];
  jobs.push(job('node5', { code: 'image_not_found', detail: 'other:1' }), job('node6', away(6)));
  const groups = groupFailures(jobs);
  expect(groups.map(({ step, error, nodes }) => [step, error.code, nodes])).toEqual([
    [null, 'node_unreachable', ['node0', 'node2', 'node6']],
    ['images.pull', 'image_not_found', ['node3', 'node4']],
  ]);
  expect(groups[0]?.error.detail).toBeNull();
  expect([isGrouped(groups, null, away(6)), isGrouped(groups, 'images.pull', away(6))]).toEqual([true, false]);
});
