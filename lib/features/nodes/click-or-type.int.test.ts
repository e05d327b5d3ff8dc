import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, makeKeyPair, setupRootLogin } from '@/lab/lab';
import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { listContainers } from '@/lib/features/containers/containers';
import { listImages } from '@/lib/features/images/images';
import { listNetworks } from '@/lib/features/networks/networks';
import { listVolumes } from '@/lib/features/volumes/volumes';
import { chooseDifferential } from '@/lib/testing/differential';
import { asShown, askDocker, dockerSize, type DockerSays, type ShownLists } from '@/lib/testing/docker-says';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { type Deed, DeedDrawer, keptImage, waitsLine } from '@/lib/testing/random-deeds';
import { seeded } from '@/lib/testing/seeded';
import { cleanDocker } from '@/lib/testing/test-lab';

/**
 * Random operations on a node, half of them clicked in the panel and half typed on the node at the same time. After each round the panel
 * shows what the node's own `docker` lists, and whatever Docker refused a click is told by a code of its own.
 */
const { seed, operations, kinds, specs } = chooseDifferential({ operations: 300, kinds: 'bookworm/overlay2,forky/containerd' });
const perRound = 30;
/** A node on which something can be done from the first deed on. */
const begin = `
docker volume ls -q | xargs -r docker volume rm
docker network prune -f
docker pull -q busybox && docker tag busybox ${keptImage} && docker tag busybox my:0 && docker rmi busybox
docker network create n0
docker volume create v0
for c in c0 c1 c2; do docker run -d --name $c --network n0 -v v0:/data ${keptImage} ${waitsLine}; done
docker stop -t 0 c2`;
/** How long the panel may take to agree, in ms: by events alone, since nobody looks at the node (`lookMs` of the live model). */
const agreeMs = 20_000;
/** Two clocks that are read one after the other, and a list that knows whole seconds. */
const sameStartMs = 5_000;
const lab = 'clicktype';
let nodes: LabNode[];
let panel: FleetPanel;
let ctx: Ctx;

beforeAll(async () => {
  nodes = (await ensureLab({ name: lab, nodes: specs })).nodes;
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  ctx = await panel.admin();
});
afterAll(async () => {
  await panel?.stop();
  await downLab(lab);
});

async function register(node: LabNode): Promise<string> {
  const { privateKey, publicKey } = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-test-')), 'key'));
  await setupRootLogin(lab, node.name, publicKey);
  const id = await panel.register(node, {
    loginUser: 'root',
    credential: { kind: 'private_key', privateKey },
    rootPassword: null,
  });
  await panel.becomes(id, 'ready');
  return id;
}

/** One after the other, as a person types; each with what came of it. */
async function type(node: LabNode, deeds: Deed[]): Promise<string[]> {
  const script = deeds.map(({ line }) => `timeout 60 ${line} >/tmp/said 2>&1; echo "$? $(tail -n 1 /tmp/said)"`).join('\n');
  const { stdout } = await execOnNode(lab, node.name, ['sh', '-c', script], { timeoutMs: 300_000 });
  const said = stdout.split('\n');
  return deeds.map(({ line }, i) => `typed   ${line} → ${said[i]?.slice(0, 160)}`);
}

/** Codes that say no more than that something went wrong. */
const vague: readonly string[] = ['docker_error', 'conflict', 'docker_answer_malformed', 'node_lost', 'node_deadline'];

async function click(deeds: Deed[], wrong: string[]): Promise<string[]> {
  const done: string[] = [];
  for (const { line, click: press } of deeds) {
    const came = await press?.().then(
      () => 'done',
      (error: unknown) => {
        const said = isAppError(error) ? `${error.code} ${error.detail ?? ''}` : String((error as Error).stack);
        if (!isAppError(error) || vague.includes(error.code)) wrong.push(`${line} → ${said}`);
        return said;
      },
    );
    done.push(`clicked ${line} → ${came?.slice(0, 160)}`);
  }
  return done;
}

/**
 * Of a start that failed before the container ran Docker tells no event, though the container has another exit code from then on: the panel
 * sees it since somebody types it who looks at the node. All else is seen by events alone.
 */
async function whileTyped(id: string, typed: readonly string[], work: () => Promise<DockerSays>): Promise<DockerSays> {
  if (!typed.some((line) => /^typed +docker (start|restart) .* → [1-9]/.test(line))) return await work();
  panel.runtime.fleet.watch(id, true);
  panel.runtime.bus.publish('terminal.entered', { nodeId: id, userId: 'somebody' });
  return await work().finally(() => panel.runtime.fleet.watch(id, false));
}

async function shownOf(id: string): Promise<ShownLists> {
  const [containers, images, volumes, networks] = await Promise.all([
    listContainers(ctx, { node: id }),
    listImages(ctx, { node: id }),
    listVolumes(ctx, { node: id }),
    listNetworks(ctx, { node: id }),
  ]);
  return { containers: containers.items, images: images.items, volumes: volumes.items, networks: networks.items };
}

/** Running containers whose start the panel shows otherwise than Docker. */
const wrongStarts = ({ containers }: ShownLists, { startedAtMs }: DockerSays): string[] =>
  containers
    .filter(({ id, startedAt }) => {
      const at = startedAtMs.get(id);
      return at === undefined ? startedAt !== null : !(Math.abs(Date.parse(startedAt ?? '') - at) < sameStartMs);
    })
    .map(({ name, startedAt }) => `${name} shown as started ${startedAt}`);

test.concurrent.each(kinds.map((kind, index) => ({ kind, index })))(
  'after random clicks and commands the panel shows what docker lists: $kind',
  { timeout: 7_200_000 },
  async ({ kind, index }) => {
    const node = nodes[index] as LabNode;
    const id = await register(node);
    const engine = await ctx.fleet.engine(id);
    await cleanDocker(engine);
    await execOnNode(lab, node.name, ['sh', '-c', begin]);
    const random = seeded(seed);
    const drawer = new DeedDrawer(random, ctx, id);
    const done: string[] = [];
    const wrong: string[] = [];
    const told = () => `${kind}, BERTH_TEST_SEED=${seed}, after:\n${done.join('\n')}`;
    process.stdout.write(`${kind}: BERTH_TEST_SEED=${seed}, ${operations} operations\n`);

    async function agree(): Promise<DockerSays> {
      const deadline = Date.now() + agreeMs;
      for (;;) {
        const says = await askDocker(lab, node.name);
        const shown = await shownOf(id);
        const lines = asShown(shown);
        const starts = wrongStarts(shown, says);
        if (JSON.stringify(lines) === JSON.stringify(says.lines) && starts.length === 0) return says;
        if (Date.now() > deadline) {
          expect({ ...lines, starts }, told()).toEqual({ ...says.lines, starts: [] });
          return says;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }

    let says = await agree();
    while (done.length < operations) {
      const deeds = drawer.round(says.names, Math.min(perRound, operations - done.length));
      const clicked = deeds.filter((deed) => deed.click !== null && random() < 0.55);
      const typed = deeds.filter((deed) => !clicked.includes(deed));
      const [a, b] = await Promise.all([click(clicked, wrong), type(node, typed)]);
      done.push(...a, ...b);
      says = await whileTyped(id, b, agree);
    }
    const sizes = await Promise.all(
      [...says.sizes.keys()].map(async (c) => [c, dockerSize((await engine.containers.inspect(c)).sizeRwBytes ?? -1)] as const),
    );
    expect(new Map(sizes), told()).toEqual(says.sizes);
    expect(wrong, told()).toEqual([]);
  },
);
