import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { limits } from '@/lib/shared/limits';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { deviceOf } from './device-name';
import { hashPassword, isPassword } from './passwords';
import { actorFromCookies, actorsFromCookies, hasLiveSession, sessionText, startSession } from './session';
import { endOwnSession, endSessions, listSessions, signOut } from './sessions';
import { changeOwnPassword, resetPassword } from './set-password';
import { updateUser } from './users';

const old = 'four words of my own';
const next = 'four other words entirely';
let panel: ApiPanel;

beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.db.session.deleteMany();
});
afterEach(() => panel.stop());

const who = (cookie: string, at?: Date) => actorFromCookies(at ? { ...panel.runtime, now: () => at } : panel.runtime, cookie);
const later = (ms: number) => new Date(Date.now() + ms);
async function ctxOf(cookie: string): Promise<Ctx> {
  const actor = await who(cookie);
  if (!actor) throw new Error('The cookie is nobody’s.');
  return { ...panel.runtime, actor, requestId: 'r', address: '192.0.2.1' };
}
const admin = async () => ctxOf(await panel.cookieFor('admin'));
const told = () => {
  const users: string[] = [];
  panel.runtime.bus.subscribe('access.changed', ({ userId }) => users.push(userId));
  return users;
};

test('a copy of a cookie is nobody’s after its session has signed out, and others go on', async () => {
  const cookie = await panel.cookieFor('own');
  const other = await panel.cookieFor('own');
  const heard = told();
  await signOut(panel.runtime, { sid: (await sessionText(panel.runtime, cookie)) ?? '', address: '192.0.2.1' });
  expect(await who(cookie)).toBeNull();
  expect((await who(other))?.id).toBe(idOf('own'));
  expect(heard).toEqual([idOf('own')]);
  const [line] = await panel.runtime.db.auditEntry.findMany();
  expect(line).toMatchObject({ action: 'sign-out', actorId: idOf('own'), address: '192.0.2.1', outcome: 'allowed' });
  expect(await panel.dump()).not.toContain(cookie);
});

test('a session ends after twelve idle hours and after seven days whatever happens', async () => {
  expect([limits.sessionIdleMs, limits.sessionMaxMs]).toEqual([43_200_000, 604_800_000]);
  const cookie = await panel.cookieFor('own');
  expect(await who(cookie, later(limits.sessionIdleMs - 60_000))).not.toBeNull();
  // It was seen just now, so the idle time begins anew.
  expect(await who(cookie, later(2 * limits.sessionIdleMs - 120_000))).not.toBeNull();
  expect(await who(cookie, later(4 * limits.sessionIdleMs))).toBeNull();
  await panel.runtime.db.session.updateMany({ data: { lastSeenAt: later(limits.sessionMaxMs) } });
  expect(await who(cookie, later(limits.sessionMaxMs - 1_000))).not.toBeNull();
  expect(await who(cookie, later(limits.sessionMaxMs + 1_000))).toBeNull();
});

test('a check by the panel itself looks many sessions up at once, each in its place, and keeps none', async () => {
  const [own, other, ended] = [await panel.cookieFor('own'), await panel.cookieFor('other'), await panel.cookieFor('own')];
  await signOut(panel.runtime, { sid: (await sessionText(panel.runtime, ended)) ?? '', address: null });
  const at = later(limits.sessionIdleMs - 60_000);
  const runtime = { ...panel.runtime, now: () => at };
  const asked = [own, undefined, ended, 'berth.session=nobody', other, own];
  const found = await actorsFromCookies(runtime, asked);
  expect(found.map((actor) => actor?.id ?? null)).toEqual([idOf('own'), null, null, null, idOf('other'), idOf('own')]);
  expect(found[0]).toEqual(await actorFromCookies(panel.runtime, own));
  await panel.runtime.db.user.update({ where: { id: idOf('other') }, data: { sessionEpoch: { increment: 1 } } });
  expect((await actorsFromCookies(runtime, asked)).map((actor) => actor !== null)).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(await who(own, later(limits.sessionIdleMs + 60_000))).toBeNull();
});

test('somebody has twenty sessions at most: the oldest end', async () => {
  expect(limits.sessionsPerUser).toBe(20);
  const first = await panel.cookieFor('own');
  await panel.runtime.db.session.updateMany({ data: { lastSeenAt: new Date(Date.now() - 1_000) } });
  for (let i = 0; i < 20; i++) await panel.cookieFor('own');
  expect(await who(first)).toBeNull();
  expect(await panel.runtime.db.session.count()).toBe(20);
});

test('a person sees where they are signed in, ends one session, or all', async () => {
  const cookie = await panel.cookieFor('own');
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0';
  await startSession(panel.runtime, { id: idOf('own'), epoch: 0 }, { address: '192.0.2.7', userAgent: firefox });
  const foreign = await panel.cookieFor('other');
  const ctx = await ctxOf(cookie);
  const { items } = await listSessions(ctx);
  expect(items.map(({ current, browser, system, address }) => [current, browser, system, address]).sort()).toEqual([
    [false, 'Firefox', 'Windows', '192.0.2.7'],
    [true, null, null, null],
  ]);
  const elsewhere = items.find((item) => !item.current)?.id ?? '';
  await endOwnSession(ctx, { sessionId: elsewhere });
  expect((await listSessions(ctx)).items.map((item) => item.current)).toEqual([true]);
  const theirs = (await ctxOf(foreign)).actor.sessionId ?? '';
  await expect(endOwnSession(ctx, { sessionId: theirs })).rejects.toMatchObject({ code: 'not_found' });
  await expect(endSessions(ctx, { userId: idOf('other') })).rejects.toMatchObject({ code: 'not_found' });
  await endSessions(ctx, { userId: idOf('own') });
  expect(await who(cookie)).toBeNull();
  expect(await who(foreign)).not.toBeNull();
  expect(await hasLiveSession(panel.runtime, idOf('own'))).toBe(false);
});

test('a new role and a disabling end every session; a new name ends none', async () => {
  const ctx = await admin();
  for (const [change, ends] of [
    [{ name: 'Renamed' }, false],
    [{ role: 'instructor' as const }, true],
    [{ disabled: true }, true],
  ] as const) {
    const cookie = await panel.cookieFor(
      'own',
      (await panel.runtime.db.user.findUniqueOrThrow({ where: { id: idOf('own') } })).sessionEpoch,
    );
    await updateUser(ctx, { userId: idOf('own'), ...change });
    expect(await who(cookie), JSON.stringify(change)).toEqual(ends ? null : expect.objectContaining({ id: idOf('own') }));
  }
});

test('a session that began with a password changed meanwhile does not count', async () => {
  await resetPassword(await admin(), { userId: idOf('own') });
  expect(await who(await panel.cookieFor('own', 0))).toBeNull();
  expect(await who(await panel.cookieFor('own', 1))).not.toBeNull();
});

test('a reset gives a password that works, once, and ends sessions and tokens', async () => {
  const cookie = await panel.cookieFor('own');
  const heard = told();
  const { password } = await resetPassword(await admin(), { userId: idOf('own') });
  const user = await panel.runtime.db.user.findUniqueOrThrow({ where: { id: idOf('own') } });
  expect(await isPassword(user.passwordHash, password)).toBe(true);
  expect(await who(cookie)).toBeNull();
  expect(await panel.runtime.db.apiToken.count({ where: { userId: idOf('own') } })).toBe(0);
  expect(await panel.runtime.db.apiToken.count({ where: { userId: idOf('other') } })).toBe(1);
  expect(heard).toEqual([idOf('own')]);
  expect(JSON.stringify(await panel.runtime.db.auditEntry.findMany())).not.toContain(password);
  await expect(resetPassword(await admin(), { userId: idOf('own'), password: '1234567890' })).rejects.toMatchObject({
    fieldErrors: [{ path: 'password', message: 'passwordCommon' }],
  });
});

test('one’s own password: the old one is needed, this session goes on, the others and the tokens end', async () => {
  await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { passwordHash: await hashPassword(old) } });
  const cookie = await panel.cookieFor('own');
  const other = await panel.cookieFor('own');
  const ctx = await ctxOf(cookie);
  const change = (current: string, password: string, revokeTokens = true) =>
    changeOwnPassword(ctx, { current, password, revokeTokens });
  for (const [current, password, path, message] of [
    ['wrong', next, 'current', 'passwordWrong'],
    [old, old, 'password', 'passwordSame'],
    [old, 'own@berth.test', 'password', 'passwordPersonal'],
  ] as const) {
    await expect(change(current, password)).rejects.toMatchObject({ code: 'invalid_input', fieldErrors: [{ path, message }] });
  }
  await change(old, next, false);
  expect(await panel.runtime.db.apiToken.count({ where: { userId: idOf('own') } })).toBe(1);
  expect(await who(cookie)).not.toBeNull();
  expect(await who(other)).toBeNull();
  await change(next, old);
  expect(await panel.runtime.db.apiToken.count({ where: { userId: idOf('own') } })).toBe(0);
  expect(await who(cookie)).not.toBeNull();
});

test('whoever sits at an open session has ten guesses at its password', async () => {
  await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { passwordHash: await hashPassword(old) } });
  const ctx = await ctxOf(await panel.cookieFor('own'));
  // Each request has a context of its own; the budget is the runtime's.
  const guess = (current: string) => changeOwnPassword({ ...ctx }, { current, password: next, revokeTokens: true });
  for (let i = 0; i < 10; i++) await expect(guess('wrong')).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(guess(old)).rejects.toMatchObject({ code: 'rate_limited' });
});

test.each([
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
    'Chrome',
    'ChromeOS',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Whale/4.32 Safari/537.36',
    'Whale',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    'Samsung Internet',
    'Android',
  ],
  ['<script>alert(1)</script>', null, null],
])('%s is called by its names', (agent, browser, system) => {
  expect(deviceOf(agent)).toEqual({ browser, system });
});
