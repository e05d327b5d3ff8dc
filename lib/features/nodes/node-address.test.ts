import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createNode, updateNode } from './nodes';

let panel: ApiPanel;
let ctx: Ctx;
beforeAll(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('admin', { env: { ...panel.runtime.env, nodeNetworks: null } });
}, 60_000);
afterAll(() => panel.stop());

const credential = { kind: 'password' as const, password: 'x' };
const refused = expect.objectContaining({ code: 'address_refused' });
const node = { name: 'fresh', port: 22, loginUser: 'ubuntu', credential };

test.each(['127.0.0.1', '169.254.169.254', '64:ff9b::7f00:1', '2002:7f00:1::', '::127.0.0.1'])(
  '%s is refused when a node is written: new, moved there, or taken off its jump host',
  async (host) => {
    await expect(createNode(ctx, { ...node, host })).rejects.toEqual(refused);
    expect(await ctx.db.node.count({ where: { name: 'fresh' } })).toBe(0);
    await expect(updateNode(ctx, { node: idOf('node0'), host, credential })).rejects.toEqual(refused);
    const behind = { host, credential, jumpNodeId: idOf('node1') };
    await updateNode(ctx, { node: idOf('node0'), ...behind });
    await expect(updateNode(ctx, { node: idOf('node0'), jumpNodeId: null })).rejects.toEqual(refused);
    await updateNode(ctx, { node: idOf('node0'), host: '10.0.0.5', credential, jumpNodeId: null });
  },
);
