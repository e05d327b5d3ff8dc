import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from '@/lib/fleet/fleet';
import { allReady, createRegister } from './bench-fleet';
import { dockerVersion, runContainer, withOldestAndNewest } from './bench-lab';
import { check, type Check, type Measure } from './report';

const limit = 3;
const container = 'berth-click';
/** Nothing was asked for so long: the click and its events are through. */
const quietMs = 1_500;

/**
 * What one click on Start or Stop asks of an Engine, until the model is right and nothing more is asked: on the oldest Docker and on the
 * newest, over the fleet as the panel runs it. Counted where Node's HTTP client begins a request.
 */
export function measureClickCost(samples: number, say: (line: string) => void): Promise<Measure> {
  return withOldestAndNewest(say, async (nodes) => {
    const register = await createRegister(nodes, nodes[0]?.privateKey ?? '');
    const fleet = register.createFleet();
    try {
      const checks: Check[] = [];
      for (const node of nodes) await runContainer(node, container);
      await fleet.start();
      await allReady(fleet, register.nodeIds);
      for (const [i, node] of nodes.entries()) {
        const id = register.nodeIds[i] ?? '';
        const version = await dockerVersion(node);
        const asked = { stop: [] as string[][], start: [] as string[][] };
        for (let sample = 0; sample < samples; sample++)
          for (const what of ['stop', 'start'] as const) asked[what].push(await requestsDuring(() => click(fleet, id, what)));
        for (const what of ['start', 'stop'] as const) {
          const most = asked[what].reduce((a, b) => (b.length > a.length ? b : a), []);
          say(
            `Docker ${version}, ${what}: ${asked[what].map((list) => list.length).join(', ')} requests; the most: ${most.join(', ')}`,
          );
          checks.push(
            check(`docker ${version} ${what}`, `requests of one ${what} on Docker ${version}, the most`, most.length, limit),
          );
        }
      }
      return { name: 'click-cost', ours: 'the fleet', comparisons: [], checks };
    } finally {
      await fleet.stop();
      await register.close();
    }
  });
}

/** As the API does it. */
async function click(fleet: Fleet, nodeId: string, what: 'start' | 'stop'): Promise<void> {
  await fleet.changeContainer(nodeId, container, (engine) =>
    what === 'start' ? engine.containers.start(container) : engine.containers.stop(container, 0),
  );
  const state = fleet.status(nodeId).containers?.find((row) => row.name === container)?.state;
  if (state !== (what === 'start' ? 'running' : 'exited')) throw new Error(`After ${what} the container is ${state}.`);
}

/** @returns `METHOD path` of each. The sign of life every half minute belongs to no click. */
async function requestsDuring(work: () => Promise<void>): Promise<string[]> {
  const asked: string[] = [];
  let lastAtMs = performance.now();
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (request.path.endsWith('/_ping')) return;
    asked.push(`${request.method} ${request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`);
    lastAtMs = performance.now();
  };
  subscribe('http.client.request.start', onRequest);
  try {
    await work();
    while (performance.now() - lastAtMs < quietMs) await pause(50);
    return asked;
  } finally {
    unsubscribe('http.client.request.start', onRequest);
  }
}
