import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '@/lib/fleet/fleet';
import { allReady, createRegister } from './bench-fleet';
import { dockerVersion, runContainer, withOldestAndNewest } from './bench-lab';
import { check, type Check, type Measure } from './report';

/** dockerd closes a connection that was idle for five minutes (moby, `ReadHeaderTimeout`): past that. */
const idleMs = 330_000;
/** As many requests at once as a page makes: each leaves a channel that is kept for the next, and each next one meets another. */
const containers = Array.from({ length: 6 }, (_, i) => `berth-idle-${i}`);

/**
 * Whether the first clicks work after nobody used a node's connection for longer than dockerd keeps it open: on the oldest Docker and on
 * the newest, over the fleet as the panel runs it. Waits for five and a half minutes a sample.
 */
export function measureIdleClick(samples: number, say: (line: string) => void): Promise<Measure> {
  return withOldestAndNewest(say, async (nodes) => {
    for (const node of nodes) for (const name of containers) await runContainer(node, name);
    const register = await createRegister(nodes, nodes[0]?.privateKey ?? '');
    const fleet = register.createFleet();
    try {
      await fleet.start();
      await allReady(fleet, register.nodeIds);
      const failed = nodes.map(() => 0);
      for (let sample = 0; sample < samples; sample++) {
        await Promise.all(register.nodeIds.map((id) => use(fleet, id)));
        say(`The connections are left alone for ${idleMs / 1_000} s …`);
        await pause(idleMs);
        for (const [i, id] of register.nodeIds.entries()) failed[i] = (failed[i] ?? 0) + (await click(fleet, id, say));
      }
      const checks: Check[] = [];
      for (const [i, node] of nodes.entries()) {
        const version = await dockerVersion(node);
        say(`Docker ${version}: ${failed[i]} of ${2 * samples * containers.length} clicks failed`);
        checks.push(check(`docker ${version} failed clicks`, `clicks that failed on Docker ${version}`, failed[i] ?? 0, 0));
      }
      return { name: 'idle-click', ours: 'the fleet', comparisons: [], checks };
    } finally {
      await fleet.stop();
      await register.close();
    }
  });
}

async function use(fleet: Fleet, nodeId: string): Promise<void> {
  const engine = await fleet.engine(nodeId);
  await Promise.all(containers.map((name) => engine.containers.inspect(name, { size: false })));
}

/** Stops all, and starts them again. @returns how many failed. */
async function click(fleet: Fleet, nodeId: string, say: (line: string) => void): Promise<number> {
  const engine = await fleet.engine(nodeId);
  const stopped = await Promise.allSettled(containers.map((name) => engine.containers.stop(name, 0)));
  const started = await Promise.allSettled(containers.map((name) => engine.containers.start(name)));
  const failed = [...stopped, ...started].filter((click) => click.status === 'rejected');
  for (const { reason } of failed) say(reason instanceof Error ? reason.message : String(reason));
  return failed.length;
}
