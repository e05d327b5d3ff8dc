import { blockList, isIn } from '@/lib/core/cidr';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { pruneEach } from '@/lib/features/jobs/prune-each';
import { runAsJob, throwIfCancelled } from '@/lib/features/jobs/run-as-job';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { List } from '@/lib/shared/common';
import type { Inspected } from '@/lib/shared/docker-inspect';
import type {
  ConnectNetwork,
  CreateNetwork,
  DisconnectNetwork,
  NetworkDto,
  PrunedNetworks,
  PruneNetworks,
} from '@/lib/shared/networks';

/** A network of a node, each as a route names it. */
interface NetworkRef {
  node: string;
  network: string;
}

/** Asks the node. @throws AppError why it cannot answer */
export async function listNetworks(ctx: Ctx, { node: ref }: { node: string }): Promise<List<NetworkDto>> {
  const node = await getNodeFor(ctx, ref, 'network.read');
  return { items: await (await ctx.fleet.engine(node.id)).networks.list() };
}

/** As Docker answers it. @throws AppError `network_not_found` */
export async function inspectNetwork(ctx: Ctx, { node: ref, network }: NetworkRef): Promise<Inspected> {
  const node = await getNodeFor(ctx, ref, 'network.read');
  return (await ctx.fleet.engine(node.id)).networks.inspectAll(network);
}

/**
 * `docker network create`. @throws AppError `network_name_taken`, `network_overlaps`, `network_subnet_invalid`, `network_takes_route` …
 */
export async function createNetwork(ctx: Ctx, { node: ref, ...input }: CreateNetwork & { node: string }): Promise<NetworkDto> {
  const node = await getNodeFor(ctx, ref, 'network.create');
  const { networks } = await ctx.fleet.engine(node.id);
  await refuseOwnRoute(ctx, node.id, input);
  const id = await networks.create(input);
  const { driver, subnet, internal } = input;
  await ctx.audit.did(ctx, 'network.create', `network:${node.id}/${input.name}`, { driver, subnet, internal });
  return listed(networks, id);
}

/**
 * A bridge is the node's route to its whole subnet, and Docker does not compare a subnet that is given with the node's other routes: with the
 * panel in it, the node's answers go to the bridge, and the node is lost until somebody removes the network there. Networks of macvlan and
 * ipvlan have the subnet of the node on purpose, and leave its routes alone.
 * @throws AppError `network_takes_route`
 */
async function refuseOwnRoute(ctx: Ctx, nodeId: string, { driver, subnet }: CreateNetwork): Promise<void> {
  if (driver !== 'bridge' || subnet === undefined) return;
  const { addresses } = await ctx.fleet.ssh(nodeId);
  const taken = addresses.find((address) => isIn(blockList([subnet]), address));
  if (taken !== undefined) throw new AppError('network_takes_route', { detail: taken.replace(/^::ffff:/i, '') });
}

/** @throws AppError `network_not_found`, `network_in_use`, `network_predefined` */
export async function removeNetwork(ctx: Ctx, { node: ref, network }: NetworkRef): Promise<void> {
  const node = await getNodeFor(ctx, ref, 'network.remove');
  const { networks } = await ctx.fleet.engine(node.id);
  const { id, name } = await networks.find(network);
  await networks.remove(id);
  await ctx.audit.did(ctx, 'network.remove', `network:${node.id}/${name}`);
}

/** Puts a container on a network. @throws AppError `network_connected`, `network_mode_fixed`, `container_not_found` … */
export async function connectNetwork(ctx: Ctx, { node, network, ...input }: NetworkRef & ConnectNetwork): Promise<NetworkDto> {
  return change(ctx, { node, network }, 'network.connect', input, (networks, id) => networks.connect(id, input));
}

/** Takes a container off a network. @throws AppError `network_not_connected`, `network_mode_fixed`, `container_not_found` … */
export async function disconnectNetwork(
  ctx: Ctx,
  { node, network, ...input }: NetworkRef & DisconnectNetwork,
): Promise<NetworkDto> {
  return change(ctx, { node, network }, 'network.disconnect', input, (networks, id) => networks.disconnect(id, input));
}

/**
 * Removes those that are named and that no container is on by now, as a job; not even one that does not run: it would start no more. One that
 * is gone already is as good as removed.
 * @throws AppError `prune_running`, `cancelled`
 */
export async function pruneNetworks(
  ctx: Ctx,
  { node: ref, networks: refs }: PruneNetworks & { node: string },
): Promise<PrunedNetworks> {
  const node = await getNodeFor(ctx, ref, 'network.prune');
  const { networks } = await ctx.fleet.engine(node.id);
  const job = { kind: 'network.prune', nodeId: node.id, subject: '', once: 'prune_running' } as const;
  return runAsJob(ctx, job, async (tools) => {
    const now = await networks.list();
    const wanted = [...new Set(refs)].map((network) => {
      const row = now.find(({ id, name }) => id === network || name === network);
      return { name: row?.name ?? network, row };
    });
    const remove = async ({ row }: (typeof wanted)[number]): Promise<void> => {
      if (row?.isPredefined) throw new AppError('network_predefined');
      if (row && row.containers.length > 0) throw new AppError('network_in_use');
      if (row) await networks.remove(row.id);
    };
    const pruned = await pruneEach(wanted, tools, remove, 'network_not_found');
    const removed = pruned.removed.map(({ name }) => name);
    const { kept } = pruned;
    await ctx.audit.did(ctx, 'network.prune', `node:${node.id}`, { removed: removed.slice(0, 50), kept: kept.length });
    throwIfCancelled(tools.signal);
    return { removed, kept: kept.map(({ one, code }) => ({ name: one.name, code })) };
  });
}

type Networks = DockerEngine['networks'];

/** One change of who is on a network, audited; answers with the network as it is then. */
async function change(
  ctx: Ctx,
  { node: ref, network }: NetworkRef,
  action: 'network.connect' | 'network.disconnect',
  detail: Record<string, unknown>,
  work: (networks: Networks, id: string) => Promise<void>,
): Promise<NetworkDto> {
  const node = await getNodeFor(ctx, ref, action);
  const { networks } = await ctx.fleet.engine(node.id);
  const { id, name } = await networks.find(network);
  await work(networks, id);
  await ctx.audit.did(ctx, action, `network:${node.id}/${name}`, detail);
  return listed(networks, id);
}

/** @throws AppError `network_not_found` when somebody removed it meanwhile */
async function listed(networks: Networks, id: string): Promise<NetworkDto> {
  const found = (await networks.list()).find((network) => network.id === id);
  if (!found) throw new AppError('network_not_found');
  return found;
}
