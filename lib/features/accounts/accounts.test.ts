import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { findActorByToken } from './actor';
import { completeSetup, makeSetupToken } from './setup';
import { signIn } from './sign-in';
import { createToken, listTokens, revokeToken } from './tokens';
import { createUser, updateUser } from './users';

const password = 'a long enough password';
let panel: ApiPanel;
let admin: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  admin = await panel.as('admin');
});
afterEach(() => panel.stop());

const failing = (code: string) => expect.objectContaining({ code });
const make = (email: string) => createUser(admin, { email, name: 'Somebody', role: 'student', password });
const enter = (email: string, secret: string) =>
  signIn(panel.runtime, { email, password: secret, address: '192.0.2.1', userAgent: null, device: null });

test('the right password signs in, however the address is written', async () => {
  const user = await make('s@example.org');
  expect(await enter('  S@Example.org ', password)).toMatchObject({ userId: user.id, email: 's@example.org' });
});

test('a wrong password and an unknown account are refused alike', async () => {
  await make('s@example.org');
  await expect(enter('s@example.org', 'wrong')).rejects.toThrow(failing('sign_in_failed'));
  await expect(enter('nobody@example.org', 'wrong')).rejects.toThrow(failing('sign_in_failed'));
});

test('only who knows the password hears that the account is disabled', async () => {
  const user = await make('s@example.org');
  await updateUser(admin, { userId: user.id, disabled: true });
  await expect(enter('s@example.org', 'wrong')).rejects.toThrow(failing('sign_in_failed'));
  await expect(enter('s@example.org', password)).rejects.toThrow(failing('account_disabled'));
});

test('every try is in the audit, without the password', async () => {
  const user = await make('s@example.org');
  await expect(enter('s@example.org', 'a wrong secret')).rejects.toThrow();
  await enter('s@example.org', password);
  const entries = await panel.runtime.db.auditEntry.findMany({ where: { action: 'sign-in' }, orderBy: { at: 'asc' } });
  expect(entries.map((e) => [e.target, e.outcome])).toEqual([
    [`user:${user.id}`, 'refused'],
    [`user:${user.id}`, 'allowed'],
  ]);
  expect(JSON.stringify(entries)).not.toContain('secret');
});

test('the last administrator can be neither disabled nor made something else', async () => {
  for (const change of [{ disabled: true }, { role: 'student' as const }]) {
    await expect(updateUser(admin, { userId: admin.actor.id, ...change })).rejects.toThrow(failing('conflict'));
  }
});

test('an address is taken once', async () => {
  await make('s@example.org');
  await expect(make('s@example.org')).rejects.toThrow(failing('email_taken'));
});

test('a personal token is its owner, until it is revoked, expires, or the owner is disabled', async () => {
  const user = await make('s@example.org');
  const actor: Actor = { id: user.id, name: user.name, email: user.email, role: 'student', teaches: new Set() };
  const ctx = { ...admin, actor };
  const { token, id } = await createToken(ctx, { name: 'script' });
  expect(await findActorByToken(panel.runtime, token)).toMatchObject({ id: user.id, role: 'student' });
  expect(await panel.dump()).not.toContain(token);
  expect(JSON.stringify(await listTokens(ctx))).not.toContain(token);
  // Another person's token cannot be revoked, and is not known to be there.
  const other: Actor = { id: idOf('other'), name: 'other', email: '', role: 'instructor', teaches: new Set() };
  await expect(revokeToken({ ...admin, actor: other }, { tokenId: id })).rejects.toThrow(failing('not_found'));
  const short = await createToken(ctx, { name: 'short', expiresInDays: 1 });
  const tomorrow = { ...panel.runtime, now: () => new Date(Date.now() + 25 * 60 * 60_000) };
  expect(await findActorByToken(tomorrow, short.token)).toBeNull();
  await revokeToken(ctx, { tokenId: id });
  expect(await findActorByToken(panel.runtime, token)).toBeNull();
  await updateUser(admin, { userId: user.id, disabled: true });
  expect(await findActorByToken(panel.runtime, short.token)).toBeNull();
});

test.each(['', 'berth_', 'berth_short', `berth_${'a'.repeat(43)}`, 'Bearer x', "berth_' OR 1=1 --"])(
  '%j is nobody’s token',
  async (text) => {
    expect(await findActorByToken(panel.runtime, text)).toBeNull();
  },
);

async function withoutAccounts() {
  await panel.runtime.db.user.deleteMany();
  const token = await makeSetupToken(panel.runtime);
  if (token === null) throw new Error('A setup token was expected.');
  const claim = (i: number, given = token) =>
    completeSetup({ ...panel.runtime, address: null }, { token: given, email: `first${i}@example.org`, name: 'First', password });
  return { token, claim };
}

test('the setup token makes the first administrator, once', async () => {
  const { claim } = await withoutAccounts();
  expect(await claim(1)).toMatchObject({ role: 'admin' });
  await expect(claim(2)).rejects.toThrow(failing('setup_done'));
  expect(await makeSetupToken(panel.runtime)).toBeNull();
});

test('a used token is refused even when the account it made is gone', async () => {
  const { claim } = await withoutAccounts();
  await claim(1);
  await panel.runtime.db.user.deleteMany();
  await expect(claim(2)).rejects.toThrow(failing('setup_token_invalid'));
});

test('of many who claim at the same time one gets it', async () => {
  const { claim } = await withoutAccounts();
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => claim(i)));
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
  expect(await panel.runtime.db.user.count()).toBe(1);
});

test('a wrong, an old and an expired token are refused', async () => {
  const { token, claim } = await withoutAccounts();
  await expect(claim(1, 'f'.repeat(32))).rejects.toThrow(failing('setup_token_invalid'));
  await makeSetupToken(panel.runtime);
  await expect(claim(1, token)).rejects.toThrow(failing('setup_token_invalid'));
  const fresh = await makeSetupToken(panel.runtime);
  const tomorrow = { ...panel.runtime, address: null, now: () => new Date(Date.now() + 25 * 60 * 60_000) };
  await expect(completeSetup(tomorrow, { token: fresh ?? '', email: 'a@example.org', name: 'A', password })).rejects.toThrow(
    failing('setup_token_invalid'),
  );
});
