import { expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { createStepNode } from './step-node';

const engine = {} as DockerEngine;

/** A node whose Docker is refused so many times with this code. */
function refused(code: ErrorCode, times: number, signal = new AbortController().signal) {
  let asked = 0;
  const fleet = {
    engine: async () => {
      if (++asked <= times) throw new AppError(code);
      return engine;
    },
    retryDocker: async () => {},
  };
  const node = createStepNode({ fleet } as unknown as Ctx, { id: 'id0', name: 'node0', loginUser: 'ubuntu' }, signal);
  return { found: node.engine(), asked: () => asked };
}

test.each([
  ['node_deadline', 3],
  ['docker_down', 1],
] as const)('a daemon that is refused as %s is asked again %i times, and no more', async (code, retries) => {
  await expect(refused(code, retries).found).resolves.toBe(engine);
  const never = refused(code, Number.POSITIVE_INFINITY);
  await expect(never.found).rejects.toMatchObject({ code });
  expect(never.asked()).toBe(retries + 1);
});

test('a node that is away, or work that was cancelled, is not asked again', async () => {
  const away = refused('node_unreachable', 1);
  await expect(away.found).rejects.toMatchObject({ code: 'node_unreachable' });
  await expect(refused('node_deadline', 1, AbortSignal.abort()).found).rejects.toMatchObject({ code: 'node_deadline' });
});
