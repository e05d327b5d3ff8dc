import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { jobKeys, nodeKeys } from '@/app/_api/hooks/keys';
import { render, textOf } from '@/app/_testing/render';
import type { NodeDto } from '@/lib/shared/nodes';
import { HealthCard } from './health-card';
import { RecentJobs } from './recent-jobs';

const node = { id: 'id0', state: 'unreachable', health: null } as NodeDto;

/** Each card with what the API has answered so far. */
function cards(answer?: { items: never[] }): string {
  const client = new QueryClient();
  if (answer) for (const key of [jobKeys.list('id0'), nodeKeys.health('id0')]) client.setQueryData(key, answer);
  const both = (
    <>
      <RecentJobs nodeId="id0" />
      <HealthCard node={node} />
    </>
  );
  return textOf(render(both, 'en', client));
}

test('what is still on its way is not called empty', () => {
  expect(cards()).toMatch(/Loading….*Loading…/);
  expect(cards()).not.toMatch(/Nothing/);
});

test('what is empty says so', () => {
  expect(cards({ items: [] })).toMatch(/No jobs yet\..*No values measured yet\./);
});
