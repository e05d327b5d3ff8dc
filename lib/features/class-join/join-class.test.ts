import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPassword } from '@/lib/features/accounts/passwords';
import { signIn } from '@/lib/features/accounts/sign-in';
import { updateClass } from '@/lib/features/classes/classes';
import { importRoster } from '@/lib/features/classes/roster';
import { budgets } from '@/lib/core/rate-limits';
import type { Ctx } from '@/lib/core/runtime';
import { joinAlphabet, shownJoinCode } from '@/lib/shared/join-code';
import { type ApiPanel, joinCode, startApiPanel } from '@/lib/testing/api-panel';
import { buildEnrolment, buildNode, buildUser, idOf } from '@/lib/testing/factories';
import { getJoin, joinAsMyself, joinWithNewAccount } from './join-class';
import { makeJoinCode, readJoinCode } from './join-code';
import { endJoinLink, getJoinLink, openJoinLink } from './join-link';

const classId = idOf('classa');
const password = 'a sentence to remember';
const hour = 3_600_000;
let panel: ApiPanel;
let teacher: Ctx;
let stranger: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  teacher = await panel.as('instructor');
  stranger = await panel.as('own', { address: '198.51.100.7' });
});
afterEach(() => panel.stop());

const freeNodes = (...names: string[]) =>
  Promise.all(names.map((name) => buildNode(panel.runtime.db, { id: idOf(name), name, classId })));
const join = (name: string, more: Partial<Parameters<typeof joinWithNewAccount>[1]> = {}) =>
  joinWithNewAccount(stranger, { code: joinCode, name, email: `${name}@x.example`, password, ...more });
const soon = (ms = hour): string => new Date(Date.now() + ms).toISOString();
const holders = () => panel.runtime.db.assignment.findMany({ where: { node: { classId } } });

test('whoever has the code gets an account, a place in the class and a node of their own', async () => {
  await freeNodes('node8');
  expect(await getJoin(stranger, { code: 'bert-h234' })).toMatchObject({ className: 'a', placesLeft: 1 });
  const joined = await join('mina');
  expect(joined).toEqual({ classId, className: 'a', node: { id: idOf('node8'), name: 'node8' }, account: 'mina@x.example' });
  const user = await panel.runtime.db.user.findUniqueOrThrow({
    where: { email: 'mina@x.example' },
    include: { enrolments: true },
  });
  expect(user).toMatchObject({ role: 'student', name: 'mina', enrolments: [{ classId, role: 'student' }] });
  expect(await isPassword(user.passwordHash, password)).toBe(true);
  const lines = await panel.runtime.db.auditEntry.findMany({ where: { actorId: user.id } });
  expect(lines.map(({ action, address }) => [action, address]).sort()).toEqual(
    ['class.join', 'node.assign', 'user.create'].map((action) => [action, '198.51.100.7']),
  );
  await expect(join('late')).rejects.toMatchObject({ code: 'class_full' });
  expect(await panel.runtime.db.user.count({ where: { email: 'late@x.example' } })).toBe(0);
});

test('a student number alone is an account, and is what its owner types to sign in', async () => {
  await freeNodes('node8');
  expect(await join('mina', { email: undefined, studentNumber: 'A2026-017' })).toMatchObject({ account: 'a2026-017' });
  const from = { address: '198.51.100.7', userAgent: null, device: null };
  expect(await signIn(panel.runtime, { email: 'A2026-017 ', password, ...from })).toMatchObject({ name: 'mina' });
  await expect(signIn(panel.runtime, { email: 'a2026-018', password, ...from })).rejects.toMatchObject({
    code: 'sign_in_failed',
  });
  const poor = join('minji', { email: undefined, studentNumber: '20260000001', password: '20260000001' });
  await expect(poor).rejects.toMatchObject({ fieldErrors: [{ path: 'password' }] });
});

test('of many at the same moment no two get one node, and nobody is left with half a place', async () => {
  const names = ['node5', 'node6', 'node7'];
  await freeNodes(...names);
  const people = ['anna', 'boris', 'clara', 'dora', 'emil'];
  const roster = importRoster(teacher, { classId, lines: 'Fred, fred@x.example', assign: true, dryRun: false });
  const [rostered, ...results] = await Promise.allSettled([roster, ...people.map((name) => join(name))]);
  const given = (await holders()).map(({ nodeId }) => nodeId);
  expect(new Set(given).size).toBe(given.length);
  expect([...given].sort()).toEqual(['node0', 'node1', ...names].map(idOf).sort());
  const refused = [rostered, ...results].filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  for (const { reason } of refused) expect(['class_full', 'conflict']).toContain(reason.code);
  // The two of before have theirs.
  const students = await panel.runtime.db.enrolment.count({ where: { classId, role: 'student' } });
  const withoutNode = rostered?.status === 'fulfilled' && rostered.value.items.every(({ node }) => node === null) ? 1 : 0;
  expect(students).toBe(2 + names.length + withoutNode);
});

test('a second click of the same moment makes no second account and takes no second node', async () => {
  await freeNodes('node8', 'node9');
  const twice = await Promise.allSettled([join('mina'), join('mina')]);
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(twice.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'account_exists' } });
  expect((await holders()).length).toBe(3);
  // What the page does then: it signs in and joins with the account.
  const user = await panel.runtime.db.user.findUniqueOrThrow({ where: { email: 'mina@x.example' } });
  const asMina = {
    ...stranger,
    actor: { id: user.id, name: 'mina', email: user.email, role: 'student' as const, teaches: new Set<string>() },
  };
  const again = await Promise.all([joinAsMyself(asMina, { code: joinCode }), joinAsMyself(asMina, { code: joinCode })]);
  expect(again.map(({ node }) => node.name)).toEqual(['node8', 'node8']);
  expect((await holders()).length).toBe(3);
});

test('whoever is signed in joins with their account; staff do not', async () => {
  await freeNodes('node8');
  const { db } = panel.runtime;
  const { id } = await buildUser(db, { id: idOf('newcomer'), name: 'newcomer', role: 'student' });
  await buildEnrolment(db, { classId: idOf('classb'), userId: id });
  const told: string[] = [];
  panel.runtime.bus.subscribe('access.changed', ({ userId }) => told.push(userId));
  const ctx = { ...stranger, actor: { ...stranger.actor, id, name: 'newcomer' } };
  expect(await joinAsMyself(ctx, { code: joinCode })).toMatchObject({ node: { name: 'node8' } });
  expect(told).toEqual([id]);
  for (const person of ['instructor', 'admin'] as const)
    await expect(joinAsMyself(await panel.as(person), { code: joinCode })).rejects.toMatchObject({ code: 'forbidden' });
});

test('a node that is set aside is not a place', async () => {
  await freeNodes('node8');
  await panel.runtime.db.node.update({ where: { id: idOf('node8') }, data: { setAsideAt: new Date() } });
  expect(await getJoin(stranger, { code: joinCode })).toMatchObject({ placesLeft: 0 });
  await expect(join('mina')).rejects.toMatchObject({ code: 'class_full' });
});

test('a code that is revoked, replaced or over lets nobody in, and neither does a closed class', async () => {
  await freeNodes('node8');
  const unknown = { code: 'join_code_unknown' };
  const { link } = await openJoinLink(teacher, { classId, endsAt: soon() });
  const code = link?.code ?? '';
  await expect(join('mina')).rejects.toMatchObject(unknown);
  expect(await getJoin(stranger, { code: code.toLowerCase() })).toMatchObject({ className: 'a' });
  await endJoinLink(teacher, { classId });
  await expect(join('mina', { code })).rejects.toMatchObject(unknown);
  expect(await getJoinLink(teacher, { classId })).toMatchObject({ link: null, placesLeft: 1 });

  const second = (await openJoinLink(teacher, { classId, endsAt: soon() })).link?.code ?? '';
  const later = { ...stranger, now: () => new Date(Date.now() + 2 * hour) };
  await expect(joinWithNewAccount(later, { code: second, name: 'x', email: 'x@x.example', password })).rejects.toMatchObject(
    unknown,
  );
  expect(await getJoinLink({ ...teacher, now: later.now }, { classId })).toMatchObject({ link: null });

  await updateClass(teacher, { classId, closed: true });
  await expect(join('mina', { code: second })).rejects.toMatchObject(unknown);
  const closed = await panel.as('instructor');
  await expect(openJoinLink(closed, { classId, endsAt: soon() })).rejects.toMatchObject({ code: 'class_closed' });
  await updateClass(closed, { classId, closed: false });
  // Opened again, the old code is still none.
  await expect(join('mina', { code: second })).rejects.toMatchObject(unknown);
});

test('revoked between the look at the code and the place: nobody comes in', async () => {
  await freeNodes('node8');
  const { db } = panel.runtime;
  const racing: Ctx = {
    ...stranger,
    // Asked for after the code was looked up: the revocation is stored before the transaction of the place begins.
    newId: () => {
      void db.classJoin.deleteMany().then(() => {});
      return stranger.newId();
    },
  };
  const late = joinWithNewAccount(racing, { code: joinCode, name: 'mina', email: 'mina@x.example', password });
  await expect(late).rejects.toMatchObject({ code: 'join_code_unknown' });
  expect(await db.user.count({ where: { email: 'mina@x.example' } })).toBe(0);
});

test('the database does not hold the code, and its staff are shown it again', async () => {
  const { link } = await openJoinLink(teacher, { classId, endsAt: soon() });
  const bare = (link?.code ?? '').replace('-', '');
  expect(bare).toHaveLength(8);
  const stored = (await panel.dump()) + JSON.stringify(await panel.runtime.db.auditEntry.findMany());
  expect(stored).not.toContain(bare);
  expect(stored).not.toContain(link?.code);
  expect((await getJoinLink(teacher, { classId })).link).toMatchObject({
    code: link?.code,
    address: `http://localhost:3000/join/${link?.code}`,
  });
  for (const endsAt of [soon(-1), soon(181 * 24 * hour)])
    await expect(openJoinLink(teacher, { classId, endsAt })).rejects.toMatchObject({ fieldErrors: [{ path: 'endsAt' }] });
});

test('guesses run out for an address, also for the right one, and right codes cost nothing', async () => {
  for (let i = 0; i < budgets.joinGuess.points * 2; i++) await getJoin(stranger, { code: joinCode });
  for (let i = 0; i < budgets.joinGuess.points; i++)
    await expect(getJoin(stranger, { code: 'AAAA-AAAA' })).rejects.toMatchObject({ code: 'join_code_unknown' });
  await expect(getJoin(stranger, { code: joinCode })).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(join('mina')).rejects.toMatchObject({ code: 'rate_limited' });
  expect(await getJoin({ ...stranger, address: '198.51.100.8' }, { code: joinCode })).toMatchObject({ className: 'a' });
});

test('a code is typed in any case with or without its hyphen, and has no letters that are taken for one another', () => {
  for (let i = 0; i < 200; i++) {
    const code = makeJoinCode();
    expect(code).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(readJoinCode(shownJoinCode(code).toLowerCase())).toBe(code);
  }
  expect(joinAlphabet).not.toMatch(/[01OIL]/);
  for (const none of ['', 'ABCD', 'ABCD-EFG0', 'ABCD-EFGHJ']) expect(readJoinCode(none)).toBeNull();
});
