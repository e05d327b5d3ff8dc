import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { NetworkDto } from '@/lib/shared/networks';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { connectNetwork, createNetwork, pruneNetworks, removeNetwork } from './networks';

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

test.each([
  ['the panel', '10.1.2.0/24', '10.1.2.3'],
  ['the node', '10.9.0.0/16', '10.9.8.7'],
  ['an address in the form of IPv6', '192.168.7.0/24', '192.168.7.1'],
])('a bridge whose subnet contains %s is refused before it cuts the node off', async (_whose, subnet, address) => {
  const touched: string[] = [];
  const fleet = createFleetDouble({
    touched,
    connection: () => ({ addresses: ['10.1.2.3', '10.9.8.7', '::ffff:192.168.7.1', 'fe80::1%eth0'] }),
  });
  const ctx = await panel.as('own', { fleet });
  const network = { node: 'node0', name: 'a', internal: false, subnet };
  await expect(createNetwork(ctx, { ...network, driver: 'bridge' })).rejects.toMatchObject({
    code: 'network_takes_route',
    detail: address,
  });
  expect(touched.filter((call) => call.includes('networks.create'))).toEqual([]);
  await createNetwork(ctx, { ...network, driver: 'macvlan' });
  await createNetwork(ctx, { ...network, driver: 'bridge', subnet: '10.1.3.0/24' });
  expect(touched.filter((call) => call.includes('networks.create'))).toHaveLength(2);
});
