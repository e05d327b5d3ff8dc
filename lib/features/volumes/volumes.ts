import type { Ctx } from '@/lib/core/runtime';
import { pruneEach } from '@/lib/features/jobs/prune-each';
import { runAsJob, throwIfCancelled } from '@/lib/features/jobs/run-as-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { List } from '@/lib/shared/common';
import type { Inspected } from '@/lib/shared/docker-inspect';
import type { CreateVolume, PrunedVolumes, PruneVolumes, VolumeDto } from '@/lib/shared/volumes';

/** A volume of a node, each as a route names it. */
interface VolumeRef {
  node: string;
  volume: string;
}

/** Asks the node. @throws AppError why it cannot answer */
export async function listVolumes(ctx: Ctx, { node: ref }: { node: string }): Promise<List<VolumeDto>> {
  const node = await getNodeFor(ctx, ref, 'volume.read');
  return { items: await (await ctx.fleet.engine(node.id)).volumes.list() };
}

/** As Docker answers it. @throws AppError `volume_not_found` */
export async function inspectVolume(ctx: Ctx, { node: ref, volume }: VolumeRef): Promise<Inspected> {
  const node = await getNodeFor(ctx, ref, 'volume.read');
  return (await ctx.fleet.engine(node.id)).volumes.inspectAll(volume);
}

/** `docker volume create`; one that is there already is answered as it is. */
export async function createVolume(ctx: Ctx, { node: ref, name }: CreateVolume & { node: string }): Promise<VolumeDto> {
  const node = await getNodeFor(ctx, ref, 'volume.create');
  const { volumes } = await ctx.fleet.engine(node.id);
  const created = await volumes.create(name);
  await ctx.audit.did(ctx, 'volume.create', `volume:${node.id}/${created}`);
  const blank = { driver: 'local', mountpoint: '', createdAt: null, isAnonymous: name === undefined, usedBy: [] };
  // Somebody may have removed it meanwhile.
  return (await volumes.list()).find((volume) => volume.name === created) ?? { name: created, ...blank };
}

/** With all files in it. @throws AppError `volume_not_found`, `volume_in_use` */
export async function removeVolume(ctx: Ctx, { node: ref, volume }: VolumeRef): Promise<void> {
  const node = await getNodeFor(ctx, ref, 'volume.remove');
  await (await ctx.fleet.engine(node.id)).volumes.remove(volume);
  await ctx.audit.did(ctx, 'volume.remove', `volume:${node.id}/${volume}`);
}

/**
 * Removes those that are named and that nobody mounts by now, as a job; one that is gone already is as good as removed.
 * @throws AppError `prune_running`, `cancelled`
 */
export async function pruneVolumes(ctx: Ctx, { node: ref, names }: PruneVolumes & { node: string }): Promise<PrunedVolumes> {
  const node = await getNodeFor(ctx, ref, 'volume.prune');
  const { volumes } = await ctx.fleet.engine(node.id);
  const job = { kind: 'volume.prune', nodeId: node.id, subject: '', once: 'prune_running' } as const;
  return runAsJob(ctx, job, async (tools) => {
    const { removed, kept } = await pruneEach([...new Set(names)], tools, (name) => volumes.remove(name), 'volume_not_found');
    await ctx.audit.did(ctx, 'volume.prune', `node:${node.id}`, { removed: removed.slice(0, 50), kept: kept.length });
    throwIfCancelled(tools.signal);
    return { removed, kept: kept.map(({ one, code }) => ({ name: one, code })) };
  });
}
