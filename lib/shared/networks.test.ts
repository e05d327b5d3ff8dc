import { expect, test } from 'vitest';
import { connectNetworkSchema, createNetworkSchema } from './networks';

test('a name is enough: a bridge with addresses that Docker chooses', () => {
  expect(createNetworkSchema.parse({ name: 'app' })).toEqual({ name: 'app', driver: 'bridge', internal: false });
});

test.each([
  [{ name: '' }, 'name'],
  [{ name: '-app' }, 'name'],
  [{ name: 'a b' }, 'name'],
  [{ name: 'x'.repeat(64) }, 'name'],
  [{ name: 'app', driver: 'overlay' }, 'driver'],
  [{ name: 'app', subnet: '172.30.0.1/24' }, 'subnet'],
  [{ name: 'app', subnet: '172.30.0.0/31' }, 'subnet'],
  [{ name: 'app', subnet: '0.0.0.0/0' }, 'subnet'],
  [{ name: 'app', subnet: 'fd00::/64' }, 'subnet'],
  [{ name: 'app', gateway: '172.30.0.1' }, 'gateway'],
  [{ name: 'app', subnet: '172.30.0.0/24', gateway: '172.31.0.1' }, 'gateway'],
  [{ name: 'app', subnet: '172.30.0.0/24', gateway: '172.30.0.0' }, 'gateway'],
  [{ name: 'app', subnet: '172.30.0.0/24', gateway: '172.30.0.255' }, 'gateway'],
  [{ name: 'app', subnet: '172.30.0.0/24', gateway: 'x' }, 'gateway'],
])('%j is refused at its %s', (input, path) => {
  expect(createNetworkSchema.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

test.each([
  { name: 'app', subnet: '10.0.0.0/8', gateway: '10.255.255.254' },
  { name: 'app', subnet: '172.30.0.4/30', gateway: '172.30.0.5', internal: true, driver: 'macvlan' },
])('%j is taken', (input) => {
  expect(createNetworkSchema.safeParse(input).success).toBe(true);
});

test('an alias is a label of a host name', () => {
  expect(connectNetworkSchema.safeParse({ container: 'web', alias: 'db-1' }).success).toBe(true);
  for (const alias of ['', 'a.b', '-a', 'a b', 'x'.repeat(64)])
    expect(connectNetworkSchema.safeParse({ container: 'web', alias }).success).toBe(false);
});
