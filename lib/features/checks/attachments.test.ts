import { expect, test } from 'vitest';
import { terminalMark } from '@/lib/features/terminals/terminal-mark';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createAttachments } from './attachments';
import type { Deed } from './kind';

const terminalId = 'a'.repeat(32);
const containerId = 'c'.repeat(64);
const event = (action: string, exitCode: number | null = null): Deed => ({
  ...{ kind: 'container', action, id: containerId, name: 'web', image: 'ubuntu', exitCode, atMs: 5 },
});

/** A terminal with a docker client in it, until `client` says otherwise. */
function node({ hasShell = true } = {}) {
  const is = { client: true, state: 'running', host: 'node' };
  const argv = Buffer.from('docker\nattach\nweb').toString('base64');
  const said = () =>
    [
      is.host,
      ...(is.client
        ? ['p 8 5 8 8 34816 100 docker', 'l 8 exe /usr/bin/docker', `t 8 ${terminalMark(terminalId)}`, `a 8 ${argv}`]
        : []),
    ]
      .join('\n')
      .concat('\n');
  const touched: string[] = [];
  const fleet = createFleetDouble({
    touched,
    connection: () => ({ run: async () => ({ code: 0, stdout: Buffer.from(said()), stderr: Buffer.alloc(0) }) }),
    engine: () => ({
      system: { host: async () => ({ clockMs: 9, hostname: 'node' }) },
      containers: { about: async () => ({ id: containerId, name: 'web', state: is.state }) as never },
    }),
  });
  const taken: string[] = [];
  const attachments = createAttachments({
    ...{ fleet, log: createMemoryLog(), hasShell: () => hasShell },
    take: (_nodeId, deed) => taken.push(`${deed.action} ${deed.name} ${deed.atMs}`),
  });
  return { is, taken, touched, attachments };
}
const attached = async (n: ReturnType<typeof node>) => {
  n.attachments.hear('n', event('attach'));
  await n.attachments.settled('n');
};
const typed = async (n: ReturnType<typeof node>) => {
  n.attachments.keysTyped('n', terminalId);
  await n.attachments.settled('n');
};

test('the keys detach where the client has gone and its container runs on', async () => {
  const n = node();
  await attached(n);
  expect(n.taken).toEqual(['attached web 5']);
  n.is.client = false;
  await typed(n);
  expect(n.taken).toEqual(['attached web 5', 'detach web 9']);
  // Once: there is nothing to detach from any more.
  await typed(n);
  expect(n.taken).toHaveLength(2);
});

test('no detach: the client is still there, the container has stopped, or nothing was attached', async () => {
  const still = node();
  await attached(still);
  await typed(still);
  const stopped = node();
  await attached(stopped);
  Object.assign(stopped.is, { client: false, state: 'exited' });
  await typed(stopped);
  const nothing = node();
  nothing.is.client = false;
  await typed(nothing);
  // Something prints in the node's place that the client has gone.
  const forged = node();
  await attached(forged);
  Object.assign(forged.is, { client: false, host: 'forged' });
  await typed(forged);
  const seen = [still, stopped, nothing, forged].map(({ taken }) => taken);
  expect(seen).toEqual([['attached web 5'], ['attached web 5'], [], ['attached web 5']]);
});

test('a terminal that the panel had attached is a detach where its container runs on, whatever shells there are', async () => {
  const n = node({ hasShell: false });
  const leave = async () => {
    n.attachments.detachedFrom('n', containerId);
    await n.attachments.settled('n');
  };
  await leave();
  n.is.state = 'exited';
  await leave();
  expect(n.taken).toEqual(['detach web 9']);
});

test('a closed terminal is told where it was attached, also where that ended the container; after `exit` it is not', async () => {
  for (const [exitCode, wanted] of [
    [null, 2],
    [129, 2],
    [0, 1],
  ] as const) {
    const n = node();
    await attached(n);
    if (exitCode !== null) n.attachments.hear('n', event('die', exitCode));
    n.attachments.terminalEnded('n', terminalId);
    await n.attachments.settled('n');
    expect(n.taken, String(exitCode)).toEqual(['attached web 5', 'closed web 9'].slice(0, wanted));
  }
});

test('a node without a shell of the panel is not asked', async () => {
  const n = node({ hasShell: false });
  await attached(n);
  expect([n.taken, n.touched]).toEqual([[], []]);
});
