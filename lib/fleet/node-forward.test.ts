import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { RegistryForward } from '@/lib/shared/class-registry';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { until } from '@/lib/testing/test-lab';
import { type Forward, NodeForward } from './node-forward';

const forward: Forward = { port: 5000, accept: () => {} };

/** sshd and what listens on the node. */
function node({ taken = false, forbidden = false } = {}) {
  const did: string[] = [];
  const here = { taken, forbidden };
  const connection = {
    async listenOn(port: number) {
      did.push(`listen ${port}`);
      if (here.taken || here.forbidden) throw new AppError('ssh_channel_refused');
      return { close: () => did.push(`close ${port}`) };
    },
    async openTcp(host: string, port: number) {
      did.push(`knock ${host}:${port}`);
      return { destroy: () => did.push('leave') };
    },
    run: async () => ({ code: 0, stdout: Buffer.from(here.taken ? '0: 0100007F:1388 x' : ''), stderr: Buffer.from('') }),
  } as unknown as SshConnection;
  return { did, here, connection };
}

function start(find: () => Promise<Forward | null>, pausesMs = [1]) {
  const states: RegistryForward[] = [];
  const own: NodeForward = new NodeForward({
    ...{ log: createMemoryLog(), find, pausesMs },
    changed: () => states.push(own.state),
  });
  return { own, states };
}

test('each connection is asked for the port, and without one there is none', async () => {
  const { own, states } = start(async () => forward);
  const [first, second] = [node(), node()];
  own.over(first.connection);
  await own.settled();
  own.over(null);
  expect(own.state).toBe('off');
  own.over(second.connection);
  await own.settled();
  expect([first.did, second.did]).toEqual([['listen 5000'], ['listen 5000']]);
  expect(states).toEqual(['forwarding', 'off', 'forwarding']);
});

test('a node that has nothing to forward is asked for nothing', async () => {
  const { own, states } = start(async () => null);
  const { did, connection } = node();
  own.over(connection);
  await own.settled();
  expect([did, states]).toEqual([[], []]);
});

test('a review follows what the register says now, and asks for nothing that is there', async () => {
  const register: { says: Forward | null } = { says: forward };
  const { own } = start(async () => register.says);
  const { did, connection } = node();
  own.over(connection);
  await own.review();
  await own.review();
  expect([own.state, did]).toEqual(['forwarding', ['listen 5000']]);
  register.says = null;
  await own.review();
  expect([own.state, did]).toEqual(['off', ['listen 5000', 'close 5000']]);
});

test('it stands aside where the port is taken, knocks once, and takes it when it is free', async () => {
  const { own, states } = start(async () => forward);
  const { did, here, connection } = node({ taken: true });
  own.over(connection);
  await until(
    'three tries',
    () => did.filter((what) => what === 'listen 5000').length,
    (tries) => tries >= 3,
  );
  expect(states).toEqual(['port_taken']);
  here.taken = false;
  await until(
    'the port',
    () => own.state,
    (state) => state === 'forwarding',
  );
  expect(did.filter((what) => what.startsWith('knock'))).toEqual(['knock 127.0.0.1:5000']);
  own.over(null);
});

test('where nothing listens it is sshd that refuses, and nobody knocks', async () => {
  const { own } = start(async () => forward, [60_000]);
  const { did, connection } = node({ forbidden: true });
  own.over(connection);
  await own.settled();
  expect([own.state, did]).toEqual(['refused', ['listen 5000']]);
  own.over(null);
});

test('what an earlier connection comes to does not count', async () => {
  const held = Promise.withResolvers<Forward | null>();
  const answers = [held.promise, Promise.resolve(null)];
  const { own, states } = start(() => answers.shift() ?? Promise.resolve(null));
  const first = node();
  own.over(first.connection);
  own.over(node().connection);
  held.resolve(forward);
  await own.settled();
  await held.promise;
  expect([own.state, states, first.did]).toEqual(['off', [], []]);
});
