import type { Runtime } from '@/lib/core/runtime';
import { isAppError } from '@/lib/core/errors';
import type { Look } from '@/lib/features/checks/kind';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import type { Judge } from './judge';

/** Of the node at the moment of a verdict: what evidence keeps beside it. */
export interface NodeSeen {
  /** By the node's clock, ms since 1970. */
  nodeAt: number | null;
  /** Fingerprint of the key the connection was made with, `SHA256:…`. */
  hostKey: string | null;
  bootId: string | null;
}

/** Boots by node, with since when its connection is up: nothing boots without ending it, so each connection asks once. */
export type BootIds = Map<string, { since: number; bootId: string | null }>;

interface SeenDeps extends Pick<Runtime, 'db' | 'fleet'> {
  judge: Pick<Judge, 'clock' | 'bootId'>;
  bootIds: BootIds;
}

/** Which node gave a verdict, and when by its own clock. Never throws: what it does not tell is null. */
export async function seeNode(deps: SeenDeps, look: Look): Promise<NodeSeen> {
  const { nodeId } = look;
  const [row, nodeAt, bootId] = await Promise.all([
    deps.db.node.findUnique({ where: { id: nodeId }, select: { hostKey: true } }),
    deps.judge.clock(look).catch(nullOf),
    bootIdOf(deps, look).catch(nullOf),
  ]);
  // A connection is made with the approved key or not at all.
  return { nodeAt, hostKey: presentHostKey(row?.hostKey ?? null)?.sha256 ?? null, bootId };
}

async function bootIdOf({ fleet, judge, bootIds }: SeenDeps, look: Look): Promise<string | null> {
  const status = fleet.status(look.nodeId);
  if (status.state !== 'ready') return null;
  const since = status.stateSince.getTime();
  const known = bootIds.get(look.nodeId);
  if (known?.since === since) return known.bootId;
  const bootId = await judge.bootId(look);
  bootIds.set(look.nodeId, { since, bootId });
  return bootId;
}

function nullOf(error: unknown): null {
  if (!isAppError(error)) throw error;
  return null;
}
