import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createNode } from './nodes';

let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
});
afterEach(() => panel.stop());

const input = {
  name: 'node9',
  host: '198.51.100.9',
  port: 22,
  loginUser: 'ubuntu',
  credential: { kind: 'password' as const, password: 'a secret' },
  classId: idOf('classa'),
};

test('a host key that was compared before counts as approved, and the audit has it', async () => {
  const { publicKey } = makeKeyPair();
  const { id } = await createNode(ctx, { ...input, hostKey: `${publicKey} a comment` });
  const row = await ctx.db.node.findUniqueOrThrow({ where: { id } });
  expect([row.hostKey, row.offeredHostKey]).toEqual([publicKey, null]);
  const line = await ctx.db.auditEntry.findFirstOrThrow({ where: { action: 'node.approve-host-key', target: `node:${id}` } });
  expect(JSON.parse(line.detail ?? '')).toEqual({ before: null, approved: presentHostKey(publicKey), by: 'node.create' });
  const { id: other } = await createNode(ctx, { ...input, name: 'node8' });
  expect((await ctx.db.node.findUniqueOrThrow({ where: { id: other } })).hostKey).toBeNull();
});

test.each(['', 'ssh-ed25519', '@revoked * ssh-ed25519 AAAA', 'SHA256:abc'])('%j is no host key', async (hostKey) => {
  const wrong = { code: 'invalid_input', fieldErrors: [{ path: 'hostKey', message: 'format' }] };
  await expect(createNode(ctx, { ...input, hostKey })).rejects.toMatchObject(wrong);
  expect(await ctx.db.node.count({ where: { name: 'node9' } })).toBe(0);
});
