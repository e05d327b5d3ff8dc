import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { NetworkDto } from '@/lib/shared/networks';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { connectNetwork, pruneNetworks, removeNetwork } from './networks';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const network = (name: string, more: Partial<NetworkDto> = {}): NetworkDto => ({
  ...{ id: `id-${name}`, name, driver: 'bridge', scope: 'local', internal: false, subnets: [], createdAt: null, labels: {} },
  ...{ isPredefined: false, containers: [] },
  ...more,
});

test('of the networks that a page has shown as unused, only those go that are unused now', async () => {
  const removed: string[] = [];
  const stopped = { id: 'c', name: 'old', isRunning: false, ipv4: null };
  const fleet = createFleetDouble({
    engine: () => ({
      networks: {
        list: async () => [
          network('a'),
          network('used', { containers: [stopped] }),
          network('bridge', { isPredefined: true }),
          network('quick'),
          network('slow'),
        ],
        remove: async (id: string) => {
          if (id === 'id-quick') throw new AppError('network_in_use');
          if (id === 'id-slow') throw new AppError('network_not_found');
          removed.push(id);
        },
      },
    }),
  });
  const ctx = await panel.as('own', { fleet });
  const networks = ['id-a', 'id-a', 'used', 'id-bridge', 'id-quick', 'id-slow', 'gone'];
  expect(await pruneNetworks(ctx, { node: 'node0', networks })).toEqual({
    removed: ['a', 'slow', 'gone'],
    kept: [
      { name: 'used', code: 'network_in_use' },
      { name: 'bridge', code: 'network_predefined' },
      { name: 'quick', code: 'network_in_use' },
    ],
  });
  expect(removed).toEqual(['id-a']);
});

test('the audit log has the name of a network, by whatever it was named', async () => {
  const ctx = await panel.as('own');
  await connectNetwork(ctx, { node: 'node0', network: 'a99', container: 'web', alias: 'db' });
  await removeNetwork(ctx, { node: 'node0', network: 'a99' });
  const entries = await panel.runtime.db.auditEntry.findMany({
    where: { action: { startsWith: 'network.' } },
    orderBy: { id: 'asc' },
  });
  expect(entries.map(({ action, target }) => [action, target?.split('/').at(-1)]).sort()).toEqual([
    ['network.connect', 'app'],
    ['network.remove', 'app'],
  ]);
});
