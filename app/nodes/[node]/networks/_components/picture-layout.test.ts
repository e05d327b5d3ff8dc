import { expect, test } from 'vitest';
import type { NetworkDto } from '@/lib/shared/networks';
import { layOut, rowHeights } from './picture-layout';

const network = (name: string, containers: string[], more: Partial<NetworkDto> = {}): NetworkDto => ({
  ...{ id: `id-${name}`, name, driver: 'bridge', scope: 'local', internal: false, subnets: [], createdAt: null, labels: {} },
  ...{ isPredefined: false, containers: containers.map((id) => ({ id, name: id, isRunning: true, ipv4: '10.0.0.2' })) },
  ...more,
});

test('a container on two networks is drawn once, with a line to each', () => {
  const { networks, containers } = layOut([network('app', ['web', 'db']), network('front', ['web'])]);
  expect(containers.map(({ id, links }) => [id, links.map((link) => link.network.name)])).toEqual([
    ['db', ['app']],
    ['web', ['app', 'front']],
  ]);
  for (const { top, height, links } of containers)
    for (const { network: on, from, to } of links) {
      const box = networks.find(({ id }) => id === on.id);
      expect(from).toBe((box?.top ?? 0) + rowHeights.network / 2);
      expect(to).toBeGreaterThan(top + rowHeights.container / 2);
      expect(to).toBeLessThan(top + height);
    }
});

test('boxes of a column do not overlap, and all stand in the picture', () => {
  const { networks, containers, height } = layOut([network('a', []), network('b', ['x', 'y', 'z']), network('c', ['x'])]);
  for (const column of [networks, containers]) {
    column.forEach(({ top }, at) => {
      const before = column[at - 1];
      expect(top).toBeGreaterThanOrEqual(before ? before.top + before.height + rowHeights.gap : 0);
    });
    const last = column.at(-1);
    expect((last?.top ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(height);
  }
});

test('host and none are drawn where somebody is on them, and bridge always', () => {
  const own = (name: string, driver: string, containers: string[]) => network(name, containers, { driver, isPredefined: true });
  const { networks } = layOut([own('bridge', 'bridge', []), own('host', 'host', []), own('none', 'null', ['alone'])]);
  expect(networks.map(({ network: { name } }) => name)).toEqual(['bridge', 'none']);
});

test('of very many containers the first are drawn, and the others counted', () => {
  const many = Array.from({ length: 45 }, (_, n) => `c${n}`);
  const { containers, more } = layOut([network('app', many)]);
  expect([containers.length, more]).toEqual([30, 15]);
});
