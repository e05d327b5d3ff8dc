import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { ApiError } from '@/app/_api/client';
import { operationKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import type { OperationDetail } from '@/lib/shared/operations';
import { OperationView } from './operation-view';

const operation = {
  id: 'one',
  kind: 'node.provision',
  state: 'running',
  dryRun: true,
  steps: [],
  nodes: { total: 1, running: 1, done: 0, failed: 0 },
  resumable: false,
  createdBy: null,
  createdAt: new Date(0).toISOString(),
  jobs: [{ id: 'job', nodeId: 'id0', nodeName: 'node0', state: 'running', progress: null, error: null }],
} as unknown as OperationDetail;

/** The page that holds so much of it, after a fetch that failed. */
function shown(held: OperationDetail): string {
  const client = new QueryClient();
  const query = client.getQueryCache().build(client, { queryKey: operationKeys.detail('one'), queryFn: () => operation });
  const error = new ApiError({ code: 'panel_unreachable', title: 'The panel is not responding.' });
  query.setState({ ...query.state, data: held, status: 'error', error });
  return textOf(render(<OperationView id="one" reveal={false} onClose={() => {}} />, 'en', client));
}

test('what is known of an operation stays when it cannot be fetched again, with the reason', () => {
  expect(shown(operation)).toMatch(/0 of 1 nodes done.*The panel is not responding\..*node0/);
});

test('a pull on many nodes has one bar for each layer, with the bytes of all nodes, and names who failed', () => {
  const layer = { id: 'abc', phase: 'complete', currentBytes: 1000, totalBytes: 1000 };
  const on = (nodeName: string, state: string, layers: object[]) => ({
    ...{ id: nodeName, nodeId: nodeName, nodeName, state, error: null },
    progress: { kind: 'steps', steps: [], layers },
  });
  const jobs = [
    on('node0', 'done', [{ ...layer, id: 'out', outside: true }]),
    on('node1', 'done', [layer]),
    on('node2', 'failed', [{ ...layer, phase: 'downloading', currentBytes: 500 }]),
  ];
  const pulling = { ...operation, kind: 'image.pull', dryRun: false, steps: [{ id: 'images.pull' }], jobs };
  const text = shown(pulling as unknown as OperationDetail);
  expect(text).toMatch(/Fetched once for all nodes\s*out.*1 of 1 node/);
  expect(text).toMatch(/From the class registry to the nodes\s*abc.*1 of 2 nodes\s*1\.50 kB of 2\.00 kB/);
  expect(text).toMatch(/Not completed on this node: node2/);
});

test('a step that found something gone says so without being asked, and one that did all does not', () => {
  const on = (nodeName: string, detail: string, isPartial?: boolean) => ({
    ...{ id: nodeName, nodeId: nodeName, nodeName, state: 'done', error: null },
    progress: { kind: 'steps', layers: [], steps: [{ id: 'containers.control', state: 'done', detail, error: null, isPartial }] },
  });
  const jobs = [on('node0', 'docker start db'), on('node1', 'docker start web: no such container', true)];
  const steps = [{ id: 'containers.control', action: 'start', count: 2 }];
  const text = shown({ ...operation, kind: 'container.control', dryRun: false, steps, jobs } as unknown as OperationDetail);
  expect(text).toContain('docker start web: no such container');
  expect(text).not.toContain('docker start db');
});
