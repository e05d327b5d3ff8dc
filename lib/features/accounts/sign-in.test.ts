import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { budgets } from '@/lib/core/rate-limits';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { deviceCookieName, deviceCookieValue, type KnownDevice, readDevice } from './known-device';
import { hashPassword } from './passwords';
import { signIn } from './sign-in';

const right = 'four words of my own';
const mine = '198.51.100.1';
const theirs = '203.0.113.9';
let panel: ApiPanel;
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await hashPassword(right);
}, 60_000);
beforeEach(async () => {
  panel = await startApiPanel();
  await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { passwordHash } });
});
afterEach(() => panel.stop());

interface From {
  address: string;
  device?: KnownDevice | null;
  email?: string;
}
const enter = (password: string, { address, device = null, email = 'own@berth.test' }: From) =>
  signIn(panel.runtime, { email, password, address, device, userAgent: null }).then(
    () => 'in',
    (error: { code: string }) => error.code,
  );
const times = async (n: number, work: () => Promise<string>) => {
  const heard: string[] = [];
  for (let i = 0; i < n; i++) heard.push(await work());
  return heard;
};
const wrongs = (n: number, from: From) => times(n, () => enter('wrong', from));
const own = async (): Promise<KnownDevice> => ({ id: 'laptop', userIds: [idOf('own')] });

test('ten wrong passwords from one address: then even the right one has to wait there, and nowhere else', async () => {
  expect(await wrongs(10, { address: theirs })).toEqual(Array(10).fill('sign_in_failed'));
  expect(await enter(right, { address: theirs })).toBe('rate_limited');
  expect(await enter(right, { address: mine })).toBe('in');
});

test('the numbers are these', () => {
  expect(budgets).toMatchObject({
    wrongHere: { points: 10, seconds: 360 },
    wrongDevice: { points: 10, seconds: 360 },
    wrongAddress: { points: 120, seconds: 60 },
    signIn: { points: 600, seconds: 60 },
  });
});

test('right passwords are not counted', async () => {
  expect(await times(25, () => enter(right, { address: mine }))).toEqual(Array(25).fill('in'));
});

test('others at the same address keep nobody out of a device they have signed in on before', async () => {
  await wrongs(11, { address: mine });
  expect(await enter(right, { address: mine })).toBe('rate_limited');
  expect(await enter(right, { address: mine, device: await own() })).toBe('in');
});

test('a known device has ten wrong passwords of its own, and another account’s device is a stranger’s', async () => {
  const device = await own();
  expect((await wrongs(11, { address: mine, device })).at(-1)).toBe('rate_limited');
  const foreign = { id: 'tablet', userIds: [idOf('other')] };
  expect((await wrongs(11, { address: theirs, device: foreign })).at(-1)).toBe('rate_limited');
  expect(await enter(right, { address: theirs, device: foreign })).toBe('rate_limited');
});

test('guessing at many accounts from one address ends at 120 a minute', async () => {
  for (let i = 0; i < 120; i++) await panel.runtime.rates.take('wrongAddress', theirs);
  expect(await enter(right, { address: theirs })).toBe('rate_limited');
  expect(await enter(right, { address: mine })).toBe('in');
});

test('of a hundred guesses at once ten are looked at', async () => {
  const heard = await Promise.all(Array.from({ length: 100 }, () => enter('wrong', { address: theirs })));
  expect(heard.filter((code) => code === 'sign_in_failed')).toHaveLength(10);
});

test('every refused sign-in is in the audit, a thousand of them as a few lines', async () => {
  await wrongs(10, { address: theirs });
  await times(1_000, () => enter(right, { address: theirs }));
  await panel.runtime.audit.stop();
  const lines = await panel.runtime.db.auditEntry.findMany({ where: { action: 'sign-in' }, orderBy: { at: 'asc' } });
  expect(lines.map(({ target, outcome, address, count, detail }) => [target, outcome, address, count, detail])).toEqual([
    [`user:${idOf('own')}`, 'refused', theirs, 10, '{"code":"sign_in_failed"}'],
    [`user:${idOf('own')}`, 'refused', theirs, 1_000, '{"code":"rate_limited"}'],
  ]);
});

test('a device’s cookie is read back, adds accounts, and is nobody’s when it was not made here', async () => {
  const { runtime } = panel;
  const cookie = async (device: KnownDevice | null, userId: string) =>
    `${deviceCookieName(runtime.env.origin)}=${await deviceCookieValue(runtime, device, userId)}`;
  const first = await readDevice(runtime, await cookie(null, idOf('own')));
  expect(first?.userIds).toEqual([idOf('own')]);
  const second = await readDevice(runtime, await cookie(first, idOf('other')));
  expect(second).toEqual({ id: first?.id, userIds: [idOf('other'), idOf('own')] });
  for (const forged of [null, 'berth.device=x', `berth.device=${(await panel.cookieFor('own')).split('=')[1]}`])
    expect(await readDevice(runtime, forged)).toBeNull();
  const elsewhere = { ...runtime, authSecret: 'another panel' };
  expect(await readDevice(elsewhere, await cookie(null, idOf('own')))).toBeNull();
});
