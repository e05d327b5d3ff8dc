import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { onNodeUsage } from '@/app/_api/live-usage';
import { render, textOf } from '@/app/_testing/render';
import type { ContainerDto } from '@/lib/shared/containers';
import { webContainer } from '@/lib/testing/fleet-double';
import { ContainerTable } from './container-table';
import { containerLines, type ContainerView, firstView } from './container-view';

const ignore = () => {};
const made = (n: number): ContainerDto => ({ ...webContainer, id: `id${n}`, name: `c${n}` });
const table = (
  containers: ContainerDto[],
  part: { view?: ContainerView; picked?: string[]; away?: boolean; client?: QueryClient } = {},
) => {
  const { client = new QueryClient() } = part;
  onNodeUsage(client, { nodeId: 'n', items: [{ id: 'id0', cpuPercent: 12.34, memoryBytes: 2_000_000, memoryLimitBytes: 9 }] });
  const { view = firstView, picked = [], away = false } = part;
  return render(
    <ContainerTable
      {...{ nodeId: 'n', view, away, lines: containerLines(containers), picked: new Set(picked) }}
      onSort={ignore}
      onPick={ignore}
      onLogs={ignore}
    />,
    'en',
    client,
  );
};

test('of five hundred containers those in sight are in the document', () => {
  const html = table(Array.from({ length: 500 }, (_, n) => made(n)));
  const rows = html.match(/<tr/g)?.length ?? 0;
  expect(rows).toBeGreaterThan(10);
  expect(rows).toBeLessThan(60);
  expect(html).toContain('aria-rowcount="501"');
});

test('a row says what its container uses, and one that nothing is known of says so', () => {
  const html = table([made(0), made(1)]);
  expect(html).toMatch(/data-label="CPU"[^>]*>12\.3%</);
  expect(html).toMatch(/data-label="Memory"[^>]*><span[^>]*>2\.00 MB</);
  expect(html).toMatch(/data-label="CPU"[^>]*>–</);
});

test('what a container has written is a least where not all of it was counted', () => {
  const client = new QueryClient({ defaultOptions: { queries: { queryFn: () => null } } });
  const item = (n: number, isWhole: boolean) => ({ containerId: `id${n}`, sizeBytes: 5_000_000, isWhole });
  client.setQueryData(nodeKeys.layerWrites('n'), { items: [item(0, true), item(1, false)] });
  const html = table([made(0), made(1), made(2)], { client, view: { columns: ['size'], sort: 'name' } });
  const sizes = [...html.matchAll(/data-label="Read-write layer"[^>]*>(.*?)<\/td>/g)].map(([, cell]) => textOf(cell ?? ''));
  expect(sizes).toEqual(['5.00 MB', 'at least 5.00 MB', '–']);
});

test('the columns are those that were chosen, and what may be done goes when the node is away', () => {
  const view = { columns: ['ports', 'created'], sort: 'created' } as const;
  const html = table([made(0)], { view });
  const heads = [...html.matchAll(/<th scope="col"[^>]*>(.*?)<\/th>/g)].map(([, head]) => textOf(head ?? ''));
  expect(heads).toEqual(['Name', 'Ports', 'Created', 'Actions']);
  expect(html).toMatch(/aria-sort="descending"[^>]*><button[^>]*>Created/);
  expect(html).toContain('Stop c0');
  expect(table([made(0)], { away: true })).not.toContain('Stop c0');
});

test('rows are selected one by one or all together, and stand below their Compose project', () => {
  const html = table([made(0), { ...made(1), compose: { project: 'shop', service: 'web' } }], { picked: ['id0'] });
  expect(html).toMatch(/data-part="true"[^>]*aria-label="Select all containers shown"/);
  expect(html).toMatch(/checked=""[^>]*aria-label="Select c0"|aria-label="Select c0"[^>]*checked=""/);
  expect(textOf(html)).toMatch(/Compose project shop Services: web\..*c1.*Other containers.*c0/);
});

test('each that was asked to stop says so until its own answer has come', async () => {
  const client = new QueryClient();
  const answers = new Map(['id0', 'id1'].map((id) => [id, Promise.withResolvers<void>()]));
  const asked = [...answers].map(([id, { promise }]) =>
    client
      .getMutationCache()
      .build(client, { mutationKey: nodeKeys.stopping('n'), mutationFn: () => promise })
      .execute(id),
  );
  const words = () => [...table([made(0), made(1), made(2)], { client }).matchAll(/data-label="State"[^>]*>(.*?)<\/td>/g)];
  const states = () => words().map(([, word]) => textOf(word ?? ''));
  expect(states()).toEqual(['stopping', 'stopping', 'running']);
  answers.get('id1')?.resolve();
  await asked[1];
  expect(states()).toEqual(['stopping', 'running', 'running']);
  answers.get('id0')?.resolve();
  await asked[0];
});
