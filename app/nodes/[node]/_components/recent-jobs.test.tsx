import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { jobKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import type { JobDto } from '@/lib/shared/jobs';
import { RecentJobs } from './recent-jobs';

const job = (at: number): JobDto => ({
  ...{
    id: `j${at}`,
    kind: 'image.pull',
    state: 'done',
    nodeId: 'n',
    nodeName: 'node0',
    subject: `image${at}`,
    operationId: null,
  },
  ...{ revision: 1, progress: null, error: null, createdBy: null, cancelledBy: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', startedAt: null, endedAt: '2026-01-01T00:00:00.000Z' },
});
const card = (count: number, nextCursor?: string): string => {
  const client = new QueryClient();
  const items = Array.from({ length: count }, (_, at) => job(at));
  client.setQueryData(jobKeys.list('n'), { items, ...(nextCursor && { nextCursor }) });
  return textOf(render(<RecentJobs nodeId="n" />, 'en', client));
};

test('the last five jobs of a node, and the older ones where there are any', () => {
  expect(card(5)).not.toContain('Show more');
  expect(card(6)).toMatch(/image4.*Show more/);
  expect(card(6)).not.toContain('image5');
  expect(card(3, 'j2')).toContain('Show more');
});
