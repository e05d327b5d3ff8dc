import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { mapLimited } from '@/lib/core/async/limit';
import type { Runtime } from '@/lib/core/runtime';
import { evaluateStep } from '@/lib/features/checks/evaluate';
import { openLook } from '@/lib/features/checks/open-look';
import { execOnNode } from '@/lab/lab';
import { type BenchNode, withBenchNodes } from './bench-lab';
import { startBenchRuntime } from './bench-panel';
import { ansible, dockerOverSsh } from './check-sweep-peers';
import { checks, containers, image, noteOf, notePath, requireVerdicts, wrongOn } from './check-sweep-step';
import { measureInterleaved, type Sample } from './interleave';
import { compare, type Comparison, type Measure } from './report';

const size = 40;
/** Nodes that are made ready at once. */
const atOnce = 4;

/**
 * A step of ten checks judged on 40 real nodes at once, as the panel does it over the connections it holds, against the same ten questions
 * put by `ansible` with 40 forks and by `docker -H ssh://` with 40 in flight. All sides have to come to the same verdicts. On Docker 26: the
 * 20.10 of bookworm starts dockerd once more for each file it reads in a container, and 40 nodes on one machine would wait for that alone.
 * @param samples sweeps in each of the four blocks.
 */
export function measureCheckSweep(samples: number, say: (line: string) => void): Promise<Measure> {
  const specs = Array.from({ length: size }, () => ({ base: 'trixie' as const, store: 'overlay2' as const }));
  return withBenchNodes('benchsweep', specs, say, async (nodes) => {
    say(`Starting ${containers.length} containers on each of ${nodes.length} nodes …`);
    const imageIds = await mapLimited(nodes.entries(), atOnce, ([index, node]) => runContainers(node, index));
    const [imageId = ''] = imageIds;
    if (imageIds.some((id) => id !== imageId)) throw new Error('The image is not the same on all nodes.');
    const peers = [await ansible(nodes, imageId, say), dockerOverSsh(nodes, imageId)];
    const { runtime, nodeIds, stop } = await startBenchRuntime(nodes, nodes[0]?.directory ?? '');
    const requests = countRequests();
    try {
      const ours = panelSweep(runtime, nodeIds, requests);
      const comparisons: Comparison[] = [];
      for (const { name, goal, warmUp, sample } of peers) {
        say(`Comparing with ${name}: ${2 * (samples + warmUp)} sweeps on each side …`);
        const sides = await measureInterleaved(ours, sample, samples, warmUp);
        for (const [side, times] of Object.entries(sides)) say(`${side}: ${times.map(Math.round).join(', ')} ms`);
        comparisons.push(compare(name, sides, goal));
      }
      return { name: 'check-sweep', ours: `the panel, ${nodes.length} nodes`, comparisons };
    } finally {
      requests.stop();
      for (const peer of peers) await peer.stop();
      await stop();
    }
  });
}

/** The containers of the step, some of which are not as it wants them. @returns the id of their image */
async function runContainers({ lab, name }: BenchNode, index: number): Promise<string> {
  const wrong = wrongOn(index);
  const script = [
    'set -e',
    `docker pull -q ${image} >/dev/null`,
    ...containers.flatMap((container) => {
      const note = wrong.notes.has(container) ? 'something else' : noteOf(container);
      const run = `docker run -d --name ${container} ${image} sh -c 'echo "${note}" >${notePath}; exec sleep 1000000'`;
      return [`docker rm -f ${container} >/dev/null 2>&1 || true`, `${run} >/dev/null`];
    }),
    // What is stopped has to have written its note first.
    `until docker exec ${wrong.stopped} test -s ${notePath}; do sleep 0.1; done`,
    `docker stop -t 0 ${wrong.stopped} >/dev/null`,
    `docker image inspect -f '{{.Id}}' ${image}`,
  ].join('\n');
  const { code, stdout, stderr } = await execOnNode(lab, name, ['sh', '-c', script]);
  if (code !== 0) throw new Error(`The containers of ${name} did not start: ${stderr}`);
  return stdout.trim();
}

/** Every node looked at anew, all at once. */
function panelSweep(runtime: Runtime, nodeIds: string[], requests: Requests): Sample {
  const about = { userId: runtime.newId(), start: null, registry: null, trusted: false, answers: async () => [] };
  return async () => {
    const before = requests.count();
    const steps = await Promise.all(
      nodeIds.map((nodeId) => evaluateStep(openLook(runtime, { ...about, nodeId }), { checks }, new Set())),
    );
    requireVerdicts(
      'the panel',
      steps.map((step) => step.checks.map(({ verdict }) => verdict.verdict)),
    );
    // Each check has a question of its own: answers that were kept would be quick.
    const asked = requests.count() - before;
    if (asked < checks.length * nodeIds.length) throw new Error(`${nodeIds.length} nodes were asked ${asked} times only.`);
  };
}

interface Requests {
  count(): number;
  stop(): void;
}

/** Of one container or of a file in it, where Node's HTTP client begins a request. */
function countRequests(): Requests {
  let count = 0;
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (/\/containers\/[^/]+\/(json|archive)\b/.test(request.path)) count++;
  };
  subscribe('http.client.request.start', onRequest);
  return { count: () => count, stop: () => void unsubscribe('http.client.request.start', onRequest) };
}
