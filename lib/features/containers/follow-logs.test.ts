import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { logEndOf } from './follow-logs';

/** @param ssh what becomes of asking for the node's connection */
const ctx = (ssh: () => Promise<unknown>) => ({ fleet: { ssh }, log: createMemoryLog(), requestId: 'r' }) as unknown as Ctx;
const there = async () => ({});
const away = (code: 'node_lost' | 'cancelled') => () => Promise.reject(new AppError(code));

test.each([
  ['container_log_unreadable', there, 'unreadable'],
  ['container_not_found', there, 'container_stopped'],
  ['docker_error', there, 'failed'],
  ['node_lost', there, 'docker_stopped'],
  ['node_lost', away('node_lost'), 'node_lost'],
  ['node_lost', away('cancelled'), 'closed'],
] as const)('a log that ends by %s is told by what is still there', async (code, ssh, end) => {
  expect(await logEndOf(ctx(ssh), 'node0', new AppError(code))).toBe(end);
});

test('an unknown error ends a log as failed, with a line in the panel log', async () => {
  const asked = ctx(there);
  expect(await logEndOf(asked, 'node0', new Error('unknown'))).toBe('failed');
});
