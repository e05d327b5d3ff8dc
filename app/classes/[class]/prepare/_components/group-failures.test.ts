import { expect, test } from 'vitest';
import type { JobDto } from '@/lib/shared/jobs';
import { groupFailures, isGrouped } from './group-failures';

const away = { code: 'node_unreachable', detail: null };
const job = (nodeName: string, error: JobDto['error'], stepError: JobDto['error'] = null) =>
  ({
    nodeName,
    error: error ?? stepError,
    progress: stepError && { steps: [{ id: 'images.pull', state: 'failed', detail: null, error: stepError }] },
  }) as unknown as JobDto;

test('what failed alike on several nodes is one group, and what failed once or otherwise is none', () => {
  const missing = { code: 'image_not_found', detail: 'nosuch:9' };
  const jobs = [
    job('node0', away),
    job('node1', null),
    job('node2', away),
    job('node3', null, missing),
    job('node4', null, missing),
  ];
  jobs.push(job('node5', { ...away, detail: 'timeout' }), job('node6', away));
  const groups = groupFailures(jobs);
  expect(groups.map(({ step, error, nodes }) => [step, error.code, nodes])).toEqual([
    [null, 'node_unreachable', ['node0', 'node2', 'node6']],
    ['images.pull', 'image_not_found', ['node3', 'node4']],
  ]);
  expect([isGrouped(groups, null, away), isGrouped(groups, 'images.pull', away)]).toEqual([true, false]);
});
