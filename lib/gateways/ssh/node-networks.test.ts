import type { LookupAddress } from 'node:dns';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { createLogger } from '@/lib/core/log';
import { connectSsh } from './connect';
import { parseCidr } from '@/lib/core/cidr';
import { createNodeNetworks, guardedLookup, nodeNetworksOf } from './node-networks';

const panel = { host: '127.0.0.1', port: 3000 };
const byDefault = createNodeNetworks({ networks: null, panel });

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '::1',
  '::',
  '0.0.0.0',
  '0.1.2.3',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '169.254.169.254',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  'localhost',
  '',
])('%s is no node', (address) => {
  expect(byDefault.allows(address, 22)).toBe(false);
});

test.each([
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::169.254.169.254',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '::127.0.0.1',
  '::7f00:2',
  '::ffff:0:127.0.0.1',
  'fe80::5efe:127.0.0.1',
  '2001:db8::5efe:169.254.169.254',
  '64:ff9b::0.0.0.0',
  '64:ff9b::e000:1',
  '2002:7f00:1::%eth0',
])('%s leads to an address that is no node', (address) => {
  expect(byDefault.allows(address, 22)).toBe(false);
});

test('an IPv4 address inside of an allowed IPv6 one is judged too, unless it is named itself', () => {
  const nat64 = createNodeNetworks({ networks: ['64:ff9b::/96'], panel });
  expect(nat64.allows('64:ff9b::10.0.0.5', 22)).toBe(true);
  expect(nat64.allows('64:ff9b::127.0.0.1', 22)).toBe(false);
  const withLoopback = createNodeNetworks({ networks: ['64:ff9b::/96', '127.0.0.0/8'], panel });
  expect(withLoopback.allows('64:ff9b::127.0.0.1', 22)).toBe(true);
  expect(withLoopback.allows('64:ff9b::127.0.0.1', 3000)).toBe(false);
  expect(createNodeNetworks({ networks: ['2000::/3'], panel }).allows('2002:7f00:1::', 22)).toBe(false);
});

test.each([
  '64:ff9b::10.0.3.10',
  '2002:a00:1::1',
  '2001:db8::7f00:1',
  '10.0.3.10',
  '192.168.1.5',
  '198.18.4.10',
  '2001:db8::5',
  'fd12::7',
  '8.8.8.8',
])('%s may be one', (address) => {
  expect(byDefault.allows(address, 22)).toBe(true);
});

test('with networks named, they are the only ones, loopback too when it is among them', () => {
  const lab = createNodeNetworks({ networks: ['198.18.0.0/15', '127.0.0.0/8', 'fd12::/16', '10.1.1.1'], panel });
  expect(['198.19.255.1', '127.0.0.1', 'fd12::1', '::ffff:198.18.0.1', '10.1.1.1'].map((a) => lab.allows(a, 22))).toEqual(
    Array(5).fill(true),
  );
  expect(['198.20.0.1', '10.1.1.2', '::1', 'fd13::1', '8.8.8.8'].map((a) => lab.allows(a, 22))).toEqual(Array(5).fill(false));
});

test('the panel itself is never a node, whatever is allowed and wherever it listens', () => {
  const all = ['0.0.0.0/0', '::/0'];
  expect(createNodeNetworks({ networks: all, panel }).allows('127.0.0.1', 3000)).toBe(false);
  expect(createNodeNetworks({ networks: all, panel }).allows('127.0.0.1', 22)).toBe(true);
  expect(nodeNetworksOf({ nodeNetworks: all, host: '10.0.0.5', port: 3000 }).allows('10.0.0.5', 3000)).toBe(false);
  expect(nodeNetworksOf({ nodeNetworks: all, host: '10.0.0.5', port: 3000 }).allows('::ffff:10.0.0.5', 3000)).toBe(false);
});

test.each(['0.0.0.0', '::', 'panel.school.example'])('listening on %s, the panel is at every address of its machine', (host) => {
  let addresses = ['127.0.0.1', '192.0.2.7', '2001:db8::7', 'fe80::7'];
  const interfaces = () => ({ eth0: addresses.map((address) => ({ address })) });
  const networks = createNodeNetworks({ networks: ['0.0.0.0/0', '::/0'], panel: { host, port: 3000 }, interfaces });
  for (const own of ['192.0.2.7', '::ffff:192.0.2.7', '2001:db8::7', '2001:db8:0::0007', 'fe80::7%eth0']) {
    expect(networks.allows(own, 3000), own).toBe(false);
    expect(networks.allows(own, 22), own).toBe(true);
  }
  expect(networks.allows('192.0.2.8', 3000)).toBe(true);
  // A card that came up since.
  addresses = [...addresses, '192.0.2.8'];
  expect(networks.allows('192.0.2.8', 3000)).toBe(false);
});

const own = Object.values(networkInterfaces())
  .flatMap((cards) => cards ?? [])
  .find((card) => !card.internal && !card.address.startsWith('fe80'));
test.skipIf(!own)('the addresses of the machine are those it has', () => {
  const networks = createNodeNetworks({ networks: ['0.0.0.0/0', '::/0'], panel: { host: '0.0.0.0', port: 3000 } });
  expect(networks.allows(own?.address ?? '', 3000)).toBe(false);
});

test.each(['10.0.0.0/33', '10.0.0/8', 'lab', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.0/-1', '10.0.0.0/', ''])(
  '"%s" is no network',
  (text) => {
    expect(() => parseCidr(text)).toThrow('is no network');
  },
);

/** Resolves as told, each time the next answer: a name that means something else a moment later. */
const rebinding = (...answers: LookupAddress[][]) => {
  let at = 0;
  return {
    asked: () => at,
    resolve: (_host: string, _options: object, done: (error: null, addresses: LookupAddress[]) => void) =>
      done(null, answers[Math.min(at++, answers.length - 1)] ?? []),
  };
};

test('a name is resolved once and its judged address is the one connected to', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const allowed = createNodeNetworks({ networks: ['127.0.0.1/32'], panel });
  const names = rebinding([{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.2', family: 4 }]);
  const socket = new Socket();
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect({ host: 'node0.lab', port, lookup: guardedLookup(allowed, port, names.resolve as never) }, resolve);
  });
  expect(socket.remoteAddress).toBe('127.0.0.1');
  expect(names.asked()).toBe(1);
  socket.destroy();
  server.close();
});

test('one forbidden answer among good ones refuses the name', async () => {
  const names = rebinding([
    { address: '10.0.0.1', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ]);
  const error = await new Promise((resolve) =>
    guardedLookup(byDefault, 22, names.resolve as never)('node0.lab', { all: true }, (e) => resolve(e)),
  );
  expect(error).toMatchObject({ code: 'address_refused', detail: 'node0.lab (169.254.169.254)' });
});

test.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '[::1]', '::1', '169.254.169.254'])(
  'a connect to %s is refused before anything is sent',
  async (host) => {
    let met = 0;
    const server = createServer((socket) => {
      met++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const connecting = connectSsh(
      { host, port, user: 'root', auth: { kind: 'password', password: 'secret' }, hostKey: null },
      { timeoutMs: 5_000, keepaliveIntervalMs: 0, keepaliveCountMax: 3, networks: byDefault, log: createLogger('silent') },
    );
    const refusal =
      host === '[::1]'
        ? expect.anything()
        : expect.objectContaining({ code: 'address_refused', detail: expect.stringContaining(host) });
    await expect(connecting).rejects.toEqual(refusal);
    expect(met).toBe(0);
    server.close();
  },
);
