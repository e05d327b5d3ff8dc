import { expect, test } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import { createQueues } from '@/lib/core/queues';
import { AppError } from '@/lib/core/errors';
import { quiet } from '@/lib/testing/test-lab';
import { installRootLogin, removeRootLogin } from './run-root-login';

test.each([
  ['a set-up', installRootLogin, true],
  ['a removal', removeRootLogin, false],
] as const)('%s that is cut off and taken up again keeps the shells of the held connection: %s', async (_, run, keepShells) => {
  const reconnected: unknown[] = [];
  const runtime = {
    db: {
      node: { findUnique: async () => ({ rootLogin: 'none', rootLoginSince: null }), updateMany: async () => ({ count: 1 }) },
    },
    fleet: {
      openLogin: () => Promise.reject(new AppError('node_refused')),
      reconnect: async (_id: string, options: unknown) => void reconnected.push(options),
    },
    bus: createBus((error) => {
      throw error;
    }),
    queues: createQueues(),
    log: quiet,
    now: () => new Date(),
  } as unknown as Parameters<typeof installRootLogin>[0];
  await expect(run(runtime, 'node0', { password: 'x', tries: 3 })).rejects.toMatchObject({ code: 'node_refused' });
  expect(reconnected).toEqual([{ keepShells }, { keepShells }]);
});

/** A node that refuses every connection; `opened` is told of each try and may hold it up. */
function awayRuntime(before: string, opened: () => Promise<void> = async () => {}) {
  const stages: string[] = [];
  const runtime = {
    db: {
      node: {
        findUnique: async () => ({ rootLogin: before, rootLoginSince: null }),
        updateMany: async ({ data }: { data: { rootLogin: string } }) => {
          stages.push(data.rootLogin);
          return { count: 1 };
        },
      },
    },
    fleet: {
      openLogin: async () => {
        await opened();
        throw new AppError('node_refused');
      },
      reconnect: async () => {},
    },
    bus: createBus((error) => {
      throw error;
    }),
    queues: createQueues(),
    log: quiet,
    now: () => new Date(),
  } as unknown as Parameters<typeof installRootLogin>[0];
  return { runtime, stages };
}

test('a cut connection is taken up three times before the set-up has failed', async () => {
  let tries = 0;
  const { runtime } = awayRuntime('none', async () => void tries++);
  await expect(installRootLogin(runtime, 'node0', { password: 'x' })).rejects.toMatchObject({ code: 'node_refused' });
  expect(tries).toBe(3);
});

test('on one node one set-up after the other, whoever asks; another node does not wait', async () => {
  let inFlight = 0;
  let most = 0;
  const { runtime } = awayRuntime('none', async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
  });
  const install = (node: string) => installRootLogin(runtime, node, { password: 'x', tries: 1 }).catch(() => {});
  await Promise.all([
    install('node0'),
    removeRootLogin(runtime, 'node0', { password: 'x', tries: 1 }).catch(() => {}),
    install('node0'),
  ]);
  expect(most).toBe(1);
  await Promise.all([install('node0'), install('node1')]);
  expect(most).toBe(2);
});

test.each([
  ['none', 'none'],
  ['shell', 'shell'],
  ['root', 'root'],
  ['at_root', 'at_root'],
  ['installing', 'none'],
  ['done', 'done'],
])('a set-up that fails where the node was at %s leaves it at %s', async (before, after) => {
  const { runtime, stages } = awayRuntime(before);
  await installRootLogin(runtime, 'node0', { password: 'x', tries: 1 }).catch(() => {});
  expect(stages).toEqual(['installing', after]);
});
