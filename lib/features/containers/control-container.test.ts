import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble, webContainer } from '@/lib/testing/fleet-double';
import { commitContainer } from './commit-container';
import { killContainer, limitContainer, pauseContainer, renameContainer, stopContainer } from './control-container';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const web = { node: 'node0', container: 'web' };

/** The owner of node0, whose Docker answers like this. @param listed what the panel has listed of its containers */
const withDocker = (containers: Partial<DockerEngine['containers']>, listed = [webContainer]): Promise<Ctx> =>
  panel.as('own', { fleet: createFleetDouble({ status: { containers: listed }, engine: () => ({ containers }) }) });

/** What the audit log has of containers, the oldest first. */
async function audited(): Promise<unknown[]> {
  const where = { action: { startsWith: 'container.' } };
  const lines = await panel.runtime.db.auditEntry.findMany({ where, orderBy: { at: 'asc' } });
  return lines.map(({ action, target, detail, actorId }) => [action, target, JSON.parse(detail ?? 'null'), actorId]);
}
const line = (action: string, detail: unknown) => [action, `container:${idOf('node0')}/web`, detail, idOf('own')];

test('what was done to a container is in the audit log, with what was asked for', async () => {
  const ctx = await withDocker({});
  await killContainer(ctx, { ...web, signal: 'SIGHUP' });
  await limitContainer(ctx, { ...web, memoryBytes: 64 * 1024 * 1024 });
  expect(await audited()).toEqual([
    line('container.kill', { signal: 'SIGHUP' }),
    line('container.limit', { memoryBytes: 64 * 1024 * 1024 }),
  ]);
});

test('what Docker refuses is not in the audit log as done', async () => {
  const refused = () => Promise.reject(new AppError('container_name_taken'));
  const ctx = await withDocker({ rename: refused, commit: refused });
  await expect(renameContainer(ctx, { ...web, name: 'db' })).rejects.toMatchObject({ code: 'container_name_taken' });
  await expect(commitContainer(ctx, { ...web, image: 'mine', pause: true })).rejects.toMatchObject({
    code: 'container_name_taken',
  });
  expect(await audited()).toEqual([]);
});

test('a container that was renamed is answered under its new name, whichever name the list has by then', async () => {
  const ctx = await withDocker({});
  expect(await renameContainer(ctx, { ...web, name: 'db' })).toEqual(webContainer);
  const late = await withDocker({}, [{ ...webContainer, name: 'db' }]);
  expect(await renameContainer(late, { ...web, name: 'db' })).toMatchObject({ id: webContainer.id, name: 'db' });
});

test('stopped twice is stopped; one that is removed by its stop is answered as it was, ended', async () => {
  const listed = [webContainer];
  const ctx = await withDocker({ stop: async () => void listed.splice(0) }, listed);
  expect(await stopContainer(ctx, web)).toEqual({ ...webContainer, state: 'exited', startedAt: null });
  await expect(stopContainer(ctx, web)).rejects.toMatchObject({ code: 'container_not_found' });
  const kept = await withDocker({});
  for (let i = 0; i < 2; i++) expect(await stopContainer(kept, web)).toEqual(webContainer);
});

test('one of --rm that was named by the beginning of its id is answered likewise', async () => {
  const listed = [webContainer];
  const ctx = await withDocker({ stop: async () => void listed.splice(0) }, listed);
  const short = { node: 'node0', container: webContainer.id.slice(0, 12) };
  expect(await stopContainer(ctx, short)).toMatchObject({ id: webContainer.id, state: 'exited' });
});

test('one whose node is lost after the command is not said to have ended', async () => {
  const lost = () => Promise.reject(new AppError('node_lost'));
  const ctx = await withDocker({ pause: async () => {}, list: lost });
  const { fleet } = ctx;
  let isPaused = false;
  const paused: Ctx = {
    ...ctx,
    fleet: {
      ...fleet,
      status: (id) => ({ ...fleet.status(id), ...(isPaused && { containers: null }) }),
      changeContainer: (...given) => fleet.changeContainer(...given).finally(() => (isPaused = true)),
    },
  };
  await expect(pauseContainer(paused, web)).rejects.toMatchObject({ code: 'node_lost' });
});

test('a commit is in the audit log with the name of the image', async () => {
  const ctx = await withDocker({ commit: async () => 'sha256:1' });
  expect(await commitContainer(ctx, { ...web, image: 'mine:1', pause: true })).toEqual({ id: 'sha256:1', image: 'mine:1' });
  expect(await audited()).toEqual([line('container.commit', { image: 'mine:1' })]);
});
