import { expect, test } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import { AppError } from '@/lib/core/errors';
import { quiet } from '@/lib/testing/test-lab';
import { installRootLogin, removeRootLogin } from './carry-out';

test.each([
  ['a set-up', installRootLogin, true],
  ['a removal', removeRootLogin, false],
] as const)(
  '%s that is cut off and taken up again keeps the shells of the held connection: %s',
  async (_, carryOut, keepShells) => {
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
      log: quiet,
      now: () => new Date(),
    } as unknown as Parameters<typeof installRootLogin>[0];
    await expect(carryOut(runtime, 'node0', { password: 'x', tries: 3 })).rejects.toMatchObject({ code: 'node_refused' });
    expect(reconnected).toEqual([{ keepShells }, { keepShells }]);
  },
);
