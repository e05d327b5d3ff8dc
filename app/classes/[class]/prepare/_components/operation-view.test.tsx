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
