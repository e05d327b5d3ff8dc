import type { Runtime } from '@/lib/core/runtime';
import { isAppError } from '@/lib/core/errors';
import { createNodeProbe } from '@/lib/fleet/node-probe';
import type { LayerSources } from '@/lib/features/layers/layer-reader';
import { sessionsIn } from './asking/berth-sessions';
import { terminalProcesses } from './asking/sessions';
import type { LessonStart, Look, RegistryReader } from './kind';
import { registryByHttp } from './registry-reader';
import { startMs } from './start-time';
import { isTrouble } from './trouble';

export type LookRuntime = Pick<Runtime, 'fleet' | 'terminals' | 'layerReaders' | 'deedLog' | 'now'>;

export interface LookOptions {
  nodeId: string;
  nodeName?: string;
  userId: string;
  start: LessonStart | null;
  answers: Look['answers'];
  registry: Look['registry'];
  trusted: boolean;
  registryReader?: RegistryReader;
}

/** Opens one look at a node for a student. Nothing is asked before a check asks; what was asked is kept as long as the look. */
export function openLook(ctx: LookRuntime, options: LookOptions): Look {
  const { nodeId, userId, start } = options;
  const probe = createNodeProbe(ctx, nodeId);
  const look: Look = {
    ...probe,
    nodeId,
    nodeName: options.nodeName ?? '',
    start,
    answers: options.answers,
    registry: options.registry,
    registryReader: options.registryReader ?? registryByHttp,
    trusted: options.trusted,
    again: () => openLook(ctx, options),
    host: () =>
      probe.once('host', async () => {
        try {
          return await (await probe.engine()).system.host();
        } catch (error) {
          if (isAppError(error)) return null;
          throw error;
        }
      }),
    layers: () =>
      probe.once('layers', async () => {
        const sources = await layerSources(ctx, nodeId);
        return ctx.layerReaders.of(sources.engine).map(sources);
      }),
    openPort: async (port) => (await ctx.fleet.ssh(nodeId)).openTcp('127.0.0.1', port),
    sessions: () =>
      probe.once('sessions', async () => {
        const terminals = ctx.terminals.list(userId, nodeId);
        if (terminals.length === 0) return [];
        const processes = await terminalProcesses(look);
        return isTrouble(processes) ? processes : sessionsIn(terminals, processes);
      }),
    deeds: () =>
      probe.once('deeds', async () =>
        ctx.deedLog.since(nodeId, { ms: start ? startMs(start) : null, daemon: start?.daemon ?? null }),
      ),
  };
  return look;
}

async function layerSources({ fleet }: LookRuntime, nodeId: string): Promise<LayerSources> {
  const engine = await fleet.engine(nodeId);
  const root = await fleet.root(nodeId).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'root_unavailable') return null;
    throw error;
  });
  return { engine, root, files: await fleet.files(nodeId), facts: fleet.status(nodeId).docker ?? (await engine.system.facts()) };
}
