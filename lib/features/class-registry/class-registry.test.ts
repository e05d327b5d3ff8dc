import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClass } from '@/lib/features/classes/classes';
import type { Ctx } from '@/lib/core/runtime';
import { setClassRegistrySchema } from '@/lib/shared/class-registry';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { getClassRegistry, removeClassRegistry, setClassRegistry } from './class-registry';

const classId = idOf('classa');
const url = 'http://198.18.0.2:5000';
const signIn = { user: 'lab', password: 'a secret of the class' };
let panel: ApiPanel;
let ctx: Ctx;
beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
});
afterEach(() => panel.stop());

const set = (more: Partial<{ url: string; signIn: typeof signIn | null }> = {}) =>
  setClassRegistry(ctx, { classId, kind: 'address', url, ...more });
const target = () => ctx.classRegistry.of(classId);
const row = () => ctx.db.class.findUniqueOrThrow({ where: { id: classId } });

test('a class has none, an address, or a node, and a node of the class forwards accordingly', async () => {
  const forward = async (node: string) => (await ctx.classRegistry.forwardOf(idOf(node)))?.port ?? null;
  expect(await getClassRegistry(ctx, { classId })).toMatchObject({ kind: 'none', url: null, node: null });
  expect([await target(), await forward('node0')]).toEqual([null, null]);
  expect(await set()).toMatchObject({ kind: 'address', url, hasSignIn: false });
  expect([await target(), await forward('node0')]).toEqual([
    expect.objectContaining({ scheme: 'http', host: '198.18.0.2', port: 5000, signIn: null }),
    5000,
  ]);
  expect(await setClassRegistry(ctx, { classId, kind: 'node', node: idOf('node0') })).toMatchObject({
    ...{ kind: 'node', url: null, node: { id: idOf('node0'), name: 'node0' } },
  });
  // The node that has it listens on that port itself.
  expect(await forward('node0')).toBe(null);
  await removeClassRegistry(ctx, { classId });
  expect([await target(), await forward('node0')]).toEqual([null, null]);
});

test('a node that was deleted is none', async () => {
  await setClassRegistry(ctx, { classId, kind: 'node', node: idOf('node0') });
  await ctx.db.node.delete({ where: { id: idOf('node0') } });
  expect([await target(), (await getClassRegistry(ctx, { classId })).kind]).toEqual([null, 'none']);
});

test('a sign-in is stored sealed and shown nowhere; it is kept at the same address, and asked for again at another', async () => {
  const shown = await set({ signIn });
  expect(shown).toMatchObject({ hasSignIn: true });
  expect(JSON.stringify([shown, await row(), await ctx.db.auditEntry.findMany()])).not.toContain(signIn.password);
  await set();
  expect((await target())?.signIn).toEqual(signIn);
  for (const other of ['http://198.18.0.3:5000', 'https://198.18.0.2:5000'])
    await expect(set({ url: other })).rejects.toMatchObject({ code: 'invalid_input' });
  // Nor does the text open when it is put beside another address.
  await ctx.db.class.update({ where: { id: classId }, data: { registryUrl: 'http://198.18.0.3:5000' } });
  await expect(target()).rejects.toMatchObject({ code: 'credential_unreadable' });
  await set({ signIn: null });
  expect((await target())?.signIn).toBe(null);
});

test('a copy of the class has the address and the sign-in, sealed anew, and no node', async () => {
  await set({ signIn });
  const copy = await createClass(ctx, { name: 'next term', copyOf: classId });
  expect(await ctx.classRegistry.of(copy.id)).toMatchObject({ host: '198.18.0.2', signIn });
  await setClassRegistry(ctx, { classId, kind: 'node', node: idOf('node0') });
  expect(await ctx.classRegistry.of((await createClass(ctx, { name: 'later', copyOf: classId })).id)).toBe(null);
});

test('addresses that are no registry are refused', async () => {
  const closed = { ...ctx, env: { ...ctx.env, nodeNetworks: null } };
  for (const bad of ['http://127.0.0.1:5000', 'http://169.254.169.254', 'http://[::1]:5000'])
    await expect(setClassRegistry(closed, { classId, kind: 'address', url: bad })).rejects.toMatchObject({
      code: 'address_refused',
    });
  const parsed = (text: string) => setClassRegistrySchema.safeParse({ kind: 'address', url: text });
  for (const bad of ['ftp://x', 'http://u:p@x', 'http://x/path', 'http://x:99999', 'x:5000'])
    expect(parsed(bad).success, bad).toBe(false);
  expect(parsed('https://registry.school.example/').data).toMatchObject({ url: 'https://registry.school.example' });
});

test('a node of another class cannot be named', async () => {
  await expect(setClassRegistry(ctx, { classId, kind: 'node', node: 'nodeb' })).rejects.toMatchObject({ code: 'not_found' });
});
