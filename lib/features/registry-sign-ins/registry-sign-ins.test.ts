import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { getJob } from '@/lib/features/jobs/get-job';
import { pullImage } from '@/lib/features/images/images';
import { startOperation } from '@/lib/features/provision/start-operation';
import { startOperationSchema } from '@/lib/shared/operations';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { saveRegistrySignInSchema } from '@/lib/shared/registry-sign-ins';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { listSignIns, removeSignIn, saveSignIn } from './registry-sign-ins';

const classId = idOf('classa');
let panel: ApiPanel;
/** What each pull was shown, by the image. */
let shown: Map<string, unknown>;
/** Nodes that tried one. */
let tried: string[];
let refusedBy: ErrorCode | null;
let state: 'ready' | 'unreachable';
beforeEach(async () => {
  panel = await startApiPanel();
  shown = new Map();
  tried = [];
  refusedBy = null;
  state = 'ready';
  const fleet = createFleetDouble({
    engine: (nodeId) => ({
      images: {
        inspect: async () => Promise.reject(new AppError('image_not_found')),
        pull: async (image, _report, _signal, signIn) => void shown.set(image, signIn ?? null),
      },
      logins: {
        check: async () => {
          tried.push(nodeId);
          if (refusedBy) throw new AppError(refusedBy);
        },
      },
    }),
  });
  panel.runtime.fleet = { ...fleet, status: (id) => ({ ...fleet.status(id), state }) };
});
afterEach(() => panel.stop());

const save = async (person: Person, given: { host?: string; user?: string; classId?: string; node?: string } = {}) => {
  const { classId: of, ...body } = given;
  const input = saveRegistrySignInSchema.parse({ host: 'docker.io', user: person, password: `secret of ${person}`, ...body });
  return saveSignIn(await panel.as(person), { ...input, ...(of && { classId: of }) });
};
async function shownFor(person: Person, node: string, image: string) {
  const ctx = await panel.as(person);
  const { id } = await pullImage(ctx, { node: idOf(node), image });
  await ctx.jobs.finished(id);
  expect((await getJob(ctx, { jobId: id })).state).toBe('done');
  return shown.get(image);
}

test('it is stored sealed, replaced for the same registry, and its secret stands in nothing that is sent or kept', async () => {
  const saved = await save('own', { host: 'https://index.docker.io/v1/' });
  expect(saved).toMatchObject({
    host: 'docker.io',
    user: 'own',
    of: 'account',
    addedBy: 'own',
    lastUsedAt: null,
    unchecked: null,
  });
  await save('own', { user: 'again' });
  await save('instructor', { classId });
  const { db } = panel.runtime;
  const own = await listSignIns(await panel.as('own'), {});
  expect(own.items.map(({ host, user }) => `${user} ${host}`)).toEqual(['again docker.io', 'lab stored.test']);
  const ofClass = await listSignIns(await panel.as('instructor'), { classId });
  expect(ofClass.items.map(({ user, of, addedBy }) => [user, of, addedBy])).toEqual([
    ['instructor', 'class', 'instructor'],
    ['lab', 'class', null],
  ]);
  const kept = [own, ofClass, saved, await db.registrySignIn.findMany(), await db.auditEntry.findMany(), panel.log.lines];
  expect(JSON.stringify(kept)).not.toContain('secret of');
  expect((await db.auditEntry.findMany({ where: { action: 'registry-sign-in.save' } })).map(({ target }) => target)).toEqual([
    ...[`user:${idOf('own')}`, `user:${idOf('own')}`, `class:${classId}`],
  ]);
});

test('one’s own goes before that of the class, on one’s own node alone; no other registry is shown either', async () => {
  expect(await shownFor('own', 'node0', 'x')).toBeNull();
  await save('instructor', { classId });
  await save('instructor');
  expect(await shownFor('own', 'node0', 'x')).toMatchObject({ host: 'docker.io', user: 'instructor' });
  await save('own');
  await save('own', { host: 'ghcr.io' });
  expect(await shownFor('own', 'node0', 'x')).toMatchObject({ host: 'docker.io', user: 'own', password: 'secret of own' });
  expect(await shownFor('own', 'node0', 'ghcr.io/x')).toMatchObject({ host: 'ghcr.io', user: 'own' });
  for (const image of ['localhost:5000/x', 'ghcr.io.evil.example/x', 'docker.io.evil.example/x', 'quay.io/x'])
    expect(await shownFor('own', 'node0', image)).toBeNull();
  // Another student's node, and staff's own sign-in on a student's.
  expect(await shownFor('other', 'node1', 'x')).toMatchObject({ user: 'instructor', password: 'secret of instructor' });
  await panel.runtime.db.registrySignIn.deleteMany({ where: { classId } });
  expect(await shownFor('instructor', 'node0', 'x')).toBeNull();
  expect((await listSignIns(await panel.as('own'), {})).items[0]?.lastUsedAt).not.toBeNull();
});

test('work on the nodes of a class uses the sign-in of the class, whoever begins it', async () => {
  await save('instructor', { classId, user: 'of the class' });
  await save('instructor', { host: 'docker.io' });
  const ctx = await panel.as('instructor');
  const input = startOperationSchema.parse({ kind: 'image.pull', images: ['x'], nodes: [idOf('node1')] });
  const { jobs } = await startOperation(ctx, { ...input, class: classId });
  for (const { id } of jobs) await ctx.jobs.finished(id);
  expect(shown.get('x')).toMatchObject({ user: 'of the class' });
});

test('wrong credentials are not stored; where nobody can be asked they are, and it is said', async () => {
  refusedBy = 'registry_credentials_wrong';
  await expect(save('own')).rejects.toMatchObject({ code: 'registry_credentials_wrong' });
  expect(await panel.runtime.db.registrySignIn.count({ where: { host: 'docker.io' } })).toBe(0);
  refusedBy = 'registry_unreachable';
  expect(await save('own')).toMatchObject({ unchecked: 'registry_unreachable' });
  state = 'unreachable';
  expect(await save('own')).toMatchObject({ unchecked: 'node_unreachable' });
  // A node of somebody else tries nothing.
  await expect(save('own', { node: idOf('node1') })).rejects.toMatchObject({ code: 'not_found' });
});

test('it is tried only on a node that it is used on: whoever is root on another could read it there', async () => {
  await save('own', { node: idOf('node0') });
  await save('instructor', { classId, node: idOf('node1') });
  expect(tried).toEqual([idOf('node0'), idOf('node1')]);
  // One's own on a student's node; that of a class on a node of another one.
  await expect(save('instructor', { node: idOf('node0') })).rejects.toMatchObject({ code: 'not_found' });
  await expect(save('admin', { classId, node: idOf('node2') })).rejects.toMatchObject({ code: 'not_found' });
  expect(tried).toHaveLength(2);
});

test('there are so many at most, of which one may still be replaced', async () => {
  for (let n = 1; n < 20; n++) await save('own', { host: `r${n}.test` });
  await expect(save('own')).rejects.toMatchObject({ code: 'registry_sign_ins_full' });
  expect(await save('own', { host: 'r1.test', user: 'new' })).toMatchObject({ user: 'new' });
  await save('own', { classId: undefined, host: 'r2.test' });
});

test('they go with the account and with the class, and nobody deletes another’s', async () => {
  const { id } = await save('own');
  await expect(removeSignIn(await panel.as('other'), { signInId: id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(removeSignIn(await panel.as('instructor'), { signInId: id, classId })).rejects.toMatchObject({
    code: 'not_found',
  });
  const { db } = panel.runtime;
  await save('instructor', { classId });
  await db.user.delete({ where: { id: idOf('own') } });
  expect(await db.registrySignIn.count({ where: { id } })).toBe(0);
  await db.class.delete({ where: { id: classId } });
  expect(await db.registrySignIn.count()).toBe(0);
});

test('one that no key opens is as none, and is said in the log alone', async () => {
  await save('own');
  await panel.runtime.db.registrySignIn.updateMany({ where: { host: 'docker.io' }, data: { registryUser: 'moved' } });
  expect(await shownFor('own', 'node0', 'x')).toBeNull();
});

test.each(['', 'a b', 'user@registry.test', 'registry.test:x', '..', '-a.test'])('%j is no registry', (host) => {
  expect(saveRegistrySignInSchema.safeParse({ host, user: 'a', password: 'b' }).success).toBe(false);
});
