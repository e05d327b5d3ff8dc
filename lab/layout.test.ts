import { expect, test } from 'vitest';
import {
  addressOf,
  bridgeOf,
  cacheRoot,
  cacheRootOf,
  checkLabName,
  checkSpec,
  gatewayOf,
  kindOf,
  linkOf,
  nodeKinds,
  registryIndex,
  registryOf,
} from './layout';

test('interface names fit the kernel (IFNAMSIZ: 15 characters) for the last lab and the last node', () => {
  for (const name of [bridgeOf(249), linkOf(249, 99), linkOf(249, registryIndex)]) expect(name.length).toBeLessThanOrEqual(15);
});

test('a lab has its own network, and no node has the address of another, the registry or this machine', () => {
  const addresses = Array.from({ length: 100 }, (_, index) => addressOf(7, index));
  const all = [...addresses, registryOf(7), gatewayOf(7)];
  expect(new Set(all).size).toBe(all.length);
  for (const address of all) expect(address).toMatch(/^198\.18\.7\.\d+$/);
});

test.each(['', 'Lab', '1lab', '../x', 'a b', 'a-b', 'x'.repeat(17)])('%j is no lab name', (name) => {
  expect(() => checkLabName(name)).toThrow(/lower-case/);
});

test('a lab name becomes itself', () => {
  expect(checkLabName('demo2')).toBe('demo2');
});

test('bookworm has no containerd image store; the other kinds are good', () => {
  expect(() => checkSpec({ base: 'bookworm', store: 'containerd' })).toThrow(/20\.10/);
  for (const spec of nodeKinds) expect(checkSpec(spec)).toBe(spec);
});

test('a node without Docker is of bookworm, and is named so', () => {
  expect(kindOf(checkSpec({ base: 'bookworm', store: 'overlay2', docker: false }))).toBe('bookworm/none');
  expect(kindOf({ base: 'trixie', store: 'containerd' })).toBe('trixie/containerd');
  expect(() => checkSpec({ base: 'trixie', store: 'overlay2', docker: false })).toThrow(/bookworm\/none/);
});

test('the caches lie where BERTH_LAB_CACHE says, and in one place for the machine without it', () => {
  expect(cacheRootOf('/srv/lab-cache/')).toBe('/srv/lab-cache');
  expect(cacheRootOf('')).toBe('/var/cache/berth-lab');
  expect(cacheRootOf(undefined)).toBe('/var/cache/berth-lab');
  expect(cacheRoot).toBe(cacheRootOf(process.env.BERTH_LAB_CACHE));
});
