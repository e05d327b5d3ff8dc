import { expect, test } from 'vitest';
import { presentNetworks } from './networks';

const network = (Name: string, more: object = {}) => ({
  ...{
    Id: `id-${Name}`,
    Name,
    Driver: 'bridge',
    Scope: 'local',
    Internal: false,
    Created: '2026-01-01T00:00:00.123456789+09:00',
  },
  ...{ IPAM: { Driver: 'default', Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }] }, Labels: {} },
  ...more,
});
const container = (Id: string, State: string, Networks: unknown) => ({
  ...{ Id, Names: [`/${Id}`, `/other/${Id}`], State, NetworkSettings: { Networks } },
});
const on = (name: string, IPAddress = '') => ({ [name]: { NetworkID: `id-${name}`, IPAddress } });

test('networks are told by name, with who is on them, running or not', () => {
  const told = presentNetworks(
    [network('none', { Driver: 'null', IPAM: { Config: null } }), network('app', { Internal: true, Labels: { of: 'me' } })],
    [
      container('web', 'running', { ...on('app', '172.18.0.3'), ...on('none') }),
      // Docker 20.10 of one whose start failed.
      container('old', 'exited', on('app', '172.18.0.9')),
      container('db', 'paused', on('app', '172.18.0.2')),
    ],
  );
  expect(told).toEqual([
    {
      ...{ id: 'id-app', name: 'app', driver: 'bridge', scope: 'local', internal: true, isPredefined: false },
      ...{ labels: { of: 'me' }, subnets: [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1' }] },
      createdAt: '2025-12-31T15:00:00.123Z',
      containers: [
        { id: 'db', name: 'db', isRunning: true, ipv4: '172.18.0.2' },
        { id: 'old', name: 'old', isRunning: false, ipv4: null },
        { id: 'web', name: 'web', isRunning: true, ipv4: '172.18.0.3' },
      ],
    },
    expect.objectContaining({
      ...{ name: 'none', isPredefined: true, subnets: [] },
      containers: [{ id: 'web', name: 'web', isRunning: true, ipv4: null }],
    }),
  ]);
});

test('a container that never ran is on the network whose name or id it was given', () => {
  const made = (Id: string, key: string, NetworkID = '') => container(Id, 'created', { [key]: { NetworkID, IPAddress: '' } });
  const [app] = presentNetworks(
    [network('app')],
    [made('byname', 'app'), made('byid', 'id-app'), made('removed', 'gone', 'id-gone'), made('again', 'app', 'id-gone')],
  );
  expect(app?.containers.map(({ name }) => name)).toEqual(['again', 'byid', 'byname']);
});

test('a bad row does not take the others with it, and whoever made a label moves no cursor', () => {
  const told = presentNetworks(
    [
      null,
      network('app', { IPAM: 5, Labels: { 'a\u202eb': 'c\u001b[2J', d: 7 }, Created: 7, Internal: 'x' }),
      network('b', { Labels: [] }),
    ],
    [container('web', 'running', { app: null }), container('x', 'running', 7), {}],
  );
  expect(told).toMatchObject([
    { name: 'app', createdAt: null, subnets: [], internal: false, labels: { 'a b': 'c [2J', d: '' } },
    { name: 'b', labels: {} },
  ]);
  expect(told[0]?.containers.map(({ name }) => name)).toEqual(['web']);
  expect(() => presentNetworks({}, [])).toThrow(expect.objectContaining({ code: 'docker_answer_malformed' }));
});
