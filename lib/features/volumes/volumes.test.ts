import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { getJob } from '@/lib/features/jobs/get-job';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { VolumeDto } from '@/lib/shared/volumes';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { createVolume, pruneVolumes, removeVolume } from './volumes';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const data: VolumeDto = { name: 'data', driver: 'local', mountpoint: '/v/data', createdAt: null, isAnonymous: false, usedBy: [] };

/** The owner of node0, whose Docker answers like this. */
const withDocker = (volumes: Partial<DockerEngine['volumes']>): Promise<Ctx> =>
  panel.as('own', { fleet: createFleetDouble({ engine: () => ({ volumes }) }) });

/** What the audit log has of volumes, the oldest first. */
async function audited(): Promise<unknown[]> {
  const lines = await panel.runtime.db.auditEntry.findMany({
    where: { action: { startsWith: 'volume.' } },
    orderBy: { at: 'asc' },
  });
  return lines.map(({ action, target, detail, actorId }) => [action, target, JSON.parse(detail ?? 'null'), actorId]);
}

test('a volume is created twice and is the same one; each time is in the audit log, by the name that Docker gave', async () => {
  const ctx = await withDocker({ create: async () => 'data', list: async () => [data] });
  expect(await createVolume(ctx, { node: 'node0', name: 'data' })).toEqual(data);
  expect(await createVolume(ctx, { node: 'node0' })).toEqual(data);
  const line = ['volume.create', `volume:${idOf('node0')}/data`, null, idOf('own')];
  expect(await audited()).toEqual([line, line]);
});

test('one that is gone before it is listed is answered all the same', async () => {
  const ctx = await withDocker({ create: async () => 'f00d', list: async () => [] });
  const answer = { name: 'f00d', isAnonymous: true, usedBy: [] };
  expect(await createVolume(ctx, { node: 'node0' })).toMatchObject(answer);
});

test('what Docker refuses is not in the audit log as done', async () => {
  for (const code of ['volume_in_use', 'volume_not_found'] as const) {
    const ctx = await withDocker({ remove: () => Promise.reject(new AppError(code)) });
    await expect(removeVolume(ctx, { node: 'node0', volume: 'data' })).rejects.toMatchObject({ code });
  }
  expect(await audited()).toEqual([]);
});

test('of several, one that is gone counts as removed, one in use is kept with its reason, and none is asked for twice', async () => {
  const asked: string[] = [];
  const codes: Record<string, 'volume_in_use' | 'volume_not_found'> = { busy: 'volume_in_use', gone: 'volume_not_found' };
  const ctx = await withDocker({
    async remove(name) {
      asked.push(name);
      const code = codes[name];
      if (code) throw new AppError(code);
    },
  });
  const pruned = await pruneVolumes(ctx, { node: 'node0', names: ['data', 'busy', 'gone', 'data'] });
  expect(pruned).toEqual({ removed: ['data', 'gone'], kept: [{ name: 'busy', code: 'volume_in_use' }] });
  expect(asked).toEqual(['data', 'busy', 'gone']);
  const detail = { removed: ['data', 'gone'], kept: 1 };
  expect(await audited()).toEqual([['volume.prune', `node:${idOf('node0')}`, detail, idOf('own')]]);
});

test('a fault of the panel itself is not counted as a volume that is kept', async () => {
  const ctx = await withDocker({ remove: () => Promise.reject(new TypeError('a fault')) });
  await expect(pruneVolumes(ctx, { node: 'node0', names: ['data'] })).rejects.toThrow('a fault');
});

test('a removal is a job that says how far it came; another one is refused meanwhile, and one that is cancelled stops where it is', async () => {
  const held = Promise.withResolvers<void>();
  const asked: string[] = [];
  const ctx = await withDocker({
    async remove(name) {
      asked.push(name);
      await held.promise;
    },
  });
  const { db, jobs } = panel.runtime;
  const pruning = pruneVolumes(ctx, { node: 'node0', names: ['one', 'two'] });
  await expect.poll(() => asked).toEqual(['one']);
  await expect(pruneVolumes(ctx, { node: 'node0', names: ['two'] })).rejects.toMatchObject({ code: 'prune_running' });
  const { id } = await db.job.findFirstOrThrow({ where: { kind: 'volume.prune' } });
  const cancelled = expect(pruning).rejects.toMatchObject({ code: 'cancelled' });
  jobs.cancel(id, idOf('own'));
  held.resolve();
  await cancelled;
  expect(asked).toEqual(['one']);
  expect(await getJob(ctx, { jobId: id })).toMatchObject({
    state: 'cancelled',
    createdBy: { id: idOf('own') },
    progress: { kind: 'prune', removed: 1, kept: 0, total: 2 },
  });
  expect((await audited()).at(-1)).toEqual(['volume.prune', `node:${idOf('node0')}`, { removed: ['one'], kept: 0 }, idOf('own')]);
  expect(await pruneVolumes(ctx, { node: 'node0', names: ['two'] })).toEqual({ removed: ['two'], kept: [] });
});
