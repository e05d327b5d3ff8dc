import type { Ctx } from '@/lib/core/runtime';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ContainerDetailDto } from '@/lib/shared/container-detail';
import type { ContainerChanges, ContainerProcesses, ContainerStats } from '@/lib/shared/containers';
import type { Inspected } from '@/lib/shared/docker-inspect';
import type { ContainerRef } from './container-ref';

/** So many changes are sent; a container that installed a desktop has a hundred thousand. */
const changesShown = 2_000;
const kinds = { A: 'added', C: 'changed', D: 'deleted' } as const;

async function engineFor(ctx: Ctx, ref: string): Promise<DockerEngine> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  return ctx.fleet.engine(node.id);
}

/** Its counters now. @throws AppError `container_not_found` */
export async function getContainerStats(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerStats> {
  return (await engineFor(ctx, node)).containers.stats(container);
}

/** @throws AppError `container_not_found`, `container_not_running` */
export async function listProcesses(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerProcesses> {
  return (await engineFor(ctx, node)).containers.processes(container);
}

/** What differs from its image: as many as can be looked at, and how many there are. @throws AppError `container_not_found` */
export async function listChanges(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerChanges> {
  const lines = await (await engineFor(ctx, node)).containers.changes(container);
  const items = lines.slice(0, changesShown).map((line) => ({ kind: kinds[line[0] as keyof typeof kinds], path: line.slice(2) }));
  return { items, total: lines.length };
}

/** What matters of what Docker answers, its environment included: as of {@link inspectContainer}. @throws AppError `container_not_found` */
export async function getContainerDetail(ctx: Ctx, { node, container }: ContainerRef): Promise<ContainerDetailDto> {
  return (await engineFor(ctx, node)).containers.overview(container);
}

/** As Docker answers it: it is the student's own node. @throws AppError `container_not_found` */
export async function inspectContainer(ctx: Ctx, { node, container }: ContainerRef): Promise<Inspected> {
  return (await engineFor(ctx, node)).containers.inspectAll(container);
}
