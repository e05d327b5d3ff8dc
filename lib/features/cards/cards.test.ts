import decodeQR from 'qr/decode.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPassword } from '@/lib/features/accounts/passwords';
import { updateClass } from '@/lib/features/classes/classes';
import { credentialContext, sealCredential } from '@/lib/fleet/node-row';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { buildEnrolment, idOf } from '@/lib/testing/factories';
import { getCards, makeCards } from './cards';
import { readNodePasswords } from './node-passwords';
import { qrPath } from './qr-path';
import { readablePassword } from '@/lib/features/accounts/readable-password';

const classId = idOf('classa');
let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
});
afterEach(() => panel.stop());

const userOf = (name: string) => ctx.db.user.findUniqueOrThrow({ where: { id: idOf(name) } });
const reset = { classId, resetPasswords: true } as const;

test('each student has a card with address, account and node, and no password', async () => {
  expect(await getCards(ctx, { classId })).toEqual({
    className: 'a',
    address: 'http://localhost:3000/sign-in',
    items: ['own', 'other'].map((name, n) => ({
      userId: idOf(name),
      name,
      email: `${name}@berth.test`,
      password: null,
      canReset: true,
      nodes: [{ name: `node${n}`, loginUser: 'root' }],
    })),
  });
});

test('new passwords work, are shown once, and end every session', async () => {
  const told: string[] = [];
  panel.runtime.bus.subscribe('access.changed', ({ userId }) => told.push(userId));
  const made = await makeCards(ctx, reset);
  for (const { userId, password } of made.items) {
    const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } });
    expect(await isPassword(user.passwordHash, password ?? '')).toBe(true);
    expect(user.sessionEpoch).toBe(1);
  }
  expect(new Set(made.items.map((card) => card.password)).size).toBe(2);
  expect(told.sort()).toEqual([idOf('other'), idOf('own')].sort());
  expect((await getCards(ctx, { classId })).items.map((card) => card.password)).toEqual([null, null]);
  const stored = (await panel.dump()) + JSON.stringify(await ctx.db.auditEntry.findMany()) + JSON.stringify(panel.log.lines);
  for (const { password } of made.items) expect(stored).not.toContain(password);
});

test('staff keep their passwords, also those enrolled as students', async () => {
  await ctx.db.enrolment.create({ data: { classId, userId: idOf('stranger'), role: 'student', createdAt: new Date() } });
  await ctx.db.enrolment.create({ data: { classId, userId: idOf('admin'), role: 'student', createdAt: new Date() } });
  const { items } = await makeCards(ctx, reset);
  expect(items.map((card) => card.name)).toEqual(['own', 'other']);
  for (const name of ['stranger', 'admin', 'instructor']) {
    expect((await userOf(name)).passwordHash).toBe('-');
    await expect(makeCards(ctx, { ...reset, userIds: [idOf(name)] })).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('a password that would open another class is not set: neither by enrolment nor by a node', async () => {
  await buildEnrolment(ctx.db, { classId: idOf('classb'), userId: idOf('own') });
  await ctx.db.assignment.create({ data: { nodeId: idOf('node2'), userId: idOf('other'), createdAt: new Date() } });
  const { items } = await makeCards(ctx, reset);
  expect(items.map((card) => [card.canReset, card.password])).toEqual([
    [false, null],
    [false, null],
  ]);
  await expect(makeCards(ctx, { ...reset, userIds: [idOf('own')] })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await userOf('own')).passwordHash).toBe('-');
  // What an administrator may do anyway.
  ctx = await panel.as('admin');
  expect((await makeCards(ctx, reset)).items.every((card) => card.password !== null)).toBe(true);
});

test('the passwords of nodes are read where the class shows them, by its staff alone, and each reading is audited', async () => {
  const { db, keyring } = panel.runtime;
  const node = await db.node.findUniqueOrThrow({ where: { id: idOf('node0') } });
  const credential = { kind: 'password', password: 'login-secret' } as const;
  const data = {
    credentialSealed: sealCredential(keyring, node, credential),
    rootPasswordSealed: keyring.seal('root-secret', credentialContext(node, 'rootPassword')),
  };
  await db.node.update({ where: { id: node.id }, data });
  await expect(readNodePasswords(ctx, { classId })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await updateClass(ctx, { classId, nodePasswordsOnCards: true })).toMatchObject({ nodePasswordsOnCards: true });
  expect(await readNodePasswords(ctx, { classId })).toEqual({
    items: [
      { node: 'node0', login: 'login-secret', root: 'root-secret' },
      // Its credential opens for nobody.
      { node: 'node1', login: null, root: null },
    ],
  });
  const lines = await db.auditEntry.findMany({ where: { action: 'class.node-passwords' } });
  expect(lines.map(({ outcome, actorId }) => [outcome, actorId])).toEqual([['allowed', idOf('instructor')]]);
  expect(JSON.stringify(await db.auditEntry.findMany())).not.toMatch(/login-secret|root-secret/);
  for (const person of ['own', 'stranger'] as const)
    await expect(readNodePasswords(await panel.as(person), { classId })).rejects.toMatchObject({ code: 'not_found' });
  await updateClass(ctx, { classId, closed: true });
  await expect(readNodePasswords(await panel.as('instructor'), { classId })).rejects.toMatchObject({ code: 'class_closed' });
});

test('for those named alone, and a disabled account has no card', async () => {
  await ctx.db.user.update({ where: { id: idOf('other') }, data: { disabledAt: new Date() } });
  const { items } = await makeCards(ctx, { ...reset, userIds: [idOf('own')] });
  expect(items.map((card) => [card.name, card.password !== null])).toEqual([['own', true]]);
});

test('a readable password has no letters that are taken for one another', () => {
  const made = Array.from({ length: 200 }, readablePassword);
  for (const password of made) expect(password).toMatch(/^([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/);
  expect(new Set(made).size).toBe(200);
});

test('the QR code holds the address and nothing else', () => {
  const address = 'https://berth.school.example:8443/sign-in';
  const { size, path } = qrPath(address);
  const scale = 4;
  const data = new Uint8Array((size * scale) ** 2 * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    for (let py = Number(y) * scale; py < (Number(y) + 1) * scale; py++) {
      for (let px = Number(x) * scale; px < (Number(x) + Number(width)) * scale; px++) {
        data.fill(0, (py * size * scale + px) * 4, (py * size * scale + px) * 4 + 3);
      }
    }
  }
  expect(decodeQR({ width: size * scale, height: size * scale, data })).toBe(address);
});
