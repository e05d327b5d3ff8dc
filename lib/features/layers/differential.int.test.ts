import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, makeKeyPair, setupRootLogin } from '@/lab/lab';
import { kindOf } from '@/lab/layout';
import { createLiveModel, type LiveModel } from '@/lib/gateways/docker/live-model';
import type { LayerMapDto } from '@/lib/shared/layers';
import { createRootAccess } from '@/lib/gateways/ssh/root-access';
import { chooseDifferential } from '@/lib/testing/differential';
import { failedRemoval, mend, type NodeTruth, type Operation, OperationDrawer } from '@/lib/testing/node-operations';
import { seeded } from '@/lib/testing/seeded';
import { asRoot, cleanDocker, quiet, withEngine } from '@/lib/testing/test-lab';
import { LayerReader } from './layer-reader';
import { parseOverlayMount } from './overlay-mount';

/**
 * Random operations on a node, and after each few of them the question whether the panel and the node's own `docker` and `ls` say the same.
 * The seed is printed; BERTH_TEST_SEED repeats a run, BERTH_TEST_OPERATIONS makes it longer (CONTRIBUTING.md).
 */
const { seed, operations, kinds, specs } = chooseDifferential({ operations: 8, kinds: 'bookworm/overlay2,forky/containerd' });
/** How long the panel may take to agree, in ms. What no event tells is found by the slow list of the live model. */
const agreeMs = 75_000;
const lab = 'differ';
let privateKey = '';
let nodes: LabNode[] = [];
beforeAll(async () => {
  nodes = (await ensureLab({ name: lab, nodes: specs })).nodes;
  const key = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-test-')), 'key'));
  privateKey = key.privateKey;
  for (const node of nodes) await setupRootLogin(lab, node.name, key.publicKey);
});
afterAll(async () => {
  await downLab(lab);
});

/** Docker's own answers, line by line. Something may be removed between a list and the look at it: then the next look is asked. */
const ask = (layers: string) => `
docker ps -aq --no-trunc | xargs -r docker inspect -f 'C|{{.Id}}|{{.Name}}|{{.State.Status}}|{{.State.ExitCode}}|{{.Image}}|{{with .GraphDriver.Data}}{{.UpperDir}}{{end}}|{{.State.Pid}}' | while IFS= read -r line; do
  echo "$line"; pid="\${line##*|}"; [ "$pid" = 0 ] || { printf 'M|%s|' "$(echo "$line" | cut -d'|' -f2)"; head -n1 /proc/$pid/mounts; }; done
docker images -q --no-trunc | sort -u | xargs -r docker image inspect -f 'I|{{.Id}}|{{range .RepoTags}}{{.}} {{end}}|{{len .RootFS.Layers}}'
ls -A1 ${layers} | sed 's/^/E|/'`;

async function truthOf(node: LabNode, layers: string): Promise<NodeTruth> {
  const { stdout } = await execOnNode(lab, node.name, ['sh', '-c', ask(layers)]);
  const truth: NodeTruth = { containers: [], images: [], entries: [], mounts: new Map() };
  for (const line of stdout.split('\n')) {
    const [mark, a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = line.split('|');
    if (mark === 'C')
      truth.containers.push({ id: a, name: b.slice(1), state: c, exitCode: Number(d), imageId: e, upperDir: f, pid: Number(g) });
    if (mark === 'M') truth.mounts.set(a, b);
    if (mark === 'I') truth.images.push({ id: a, tags: b.split(' ').filter(Boolean).sort(), layers: Number(c) });
    if (mark === 'E') truth.entries.push(a);
  }
  return truth;
}

/** Of a container that could not be removed, Docker 20.10 says `removing` in its list and `dead` when it is inspected. */
const stateOf = (state: string): string => (state === 'dead' ? 'removing' : state);

const sorted = (lines: string[]): string[] => [...lines].sort();

/** What both sides can say, in the same words. */
function asTold(truth: NodeTruth) {
  return {
    containers: sorted(
      truth.containers.map((c) => `${c.name} ${c.id} ${stateOf(c.state)} ${c.state === 'exited' ? c.exitCode : ''} ${c.imageId}`),
    ),
    images: sorted(truth.images.map((i) => `${i.id} ${i.tags.join()} ${i.layers}`)),
    entries: sorted(truth.entries),
  };
}

function asShown(model: LiveModel, map: LayerMapDto) {
  return {
    containers: sorted(
      model.lists.containers.map(
        (c) => `${c.name} ${c.id} ${stateOf(c.state)} ${c.state === 'exited' ? c.exitCode : ''} ${c.imageId}`,
      ),
    ),
    images: sorted(
      model.lists.images.map((i) => {
        const layers = map.images.find((image) => image.id === i.id)?.chainIds.length ?? 'not in the map';
        return `${i.id} ${i.tags.join()} ${layers}`;
      }),
    ),
    entries: sorted(map.entries.map((entry) => entry.name)),
  };
}

/** What is wrong with the directories of a map, given what the node says. */
function wrongDirectories(truth: NodeTruth, map: LayerMapDto): string[] {
  const wrong: string[] = [];
  const names = new Set(truth.entries);
  const placeOf = new Map(map.layers.map((layer) => [layer.chainId, layer.directory]));
  const nameOf = (directory: string) => path.basename(directory.replace(/\/(fs|diff)$/, ''));
  for (const layer of map.layers)
    if (layer.directory === null || !names.has(nameOf(layer.directory))) wrong.push(`layer ${layer.chainId}: ${layer.directory}`);
  for (const { kind, name } of map.entries) if (kind === 'leftover') wrong.push(`entry ${name} is not known`);
  for (const rw of map.rwLayers) {
    const container = truth.containers.find(({ id }) => id === rw.containerId);
    // A container that could not be removed has lost its place in the store.
    if (!container || container.state === 'removing' || container.state === 'dead') continue;
    if (container.upperDir && container.upperDir !== `${rw.directory}/diff`)
      wrong.push(`${rw.containerName} writes to ${rw.directory}`);
    if (rw.directory === null || rw.initDirectory === null) wrong.push(`${rw.containerName} has no directory`);
    const mount = parseOverlayMount(truth.mounts.get(rw.containerId) ?? '');
    if (!mount || map.store !== 'containerd') continue;
    if (mount.upperDir !== rw.directory) wrong.push(`${rw.containerName} writes to ${rw.directory}`);
    if (mount.lowerDirs.at(-1) !== rw.initDirectory) wrong.push(`${rw.containerName} has -init ${rw.initDirectory}`);
    const below = rw.chainIds.map((chainId) => placeOf.get(chainId) ?? null);
    // Between the layers may lie the -init of a container that was committed; the order is that of the mount.
    const places = below.map((directory) => mount.lowerDirs.indexOf(directory));
    if (places.includes(-1) || places.some((place, index) => index > 0 && place <= (places[index - 1] ?? -1)))
      wrong.push(`${rw.containerName} stands on ${below.join(' ')}, mounted are ${mount.lowerDirs.join(' ')}`);
  }
  return wrong;
}

test.concurrent.each(kinds.map((kind, index) => ({ kind, index })))(
  'after random operations the panel says what the node says: $kind',
  { timeout: 7_200_000 },
  ({ index }) => {
    const node = nodes[index] as LabNode;
    return withEngine(asRoot({ privateKey }, node), async (engine, ssh) => {
      await cleanDocker(engine);
      // The store of a daemon that never had an image has no directories yet.
      await engine.images.pull('busybox', () => {}, AbortSignal.timeout(60_000));
      const facts = await engine.system.facts();
      const root = createRootAccess(ssh, 'root', { password: async () => null });
      const model = createLiveModel(engine, { changed: () => {}, log: quiet });
      await model.open();
      // Somebody looks: what no event tells is listed anew every few seconds.
      model.watch(true);
      const reader = new LayerReader();
      const mapNow = () => reader.map({ engine, files: ssh, facts, root });
      const layers = (await mapNow()).entriesDirectory ?? '';
      expect(layers).toMatch(/^\/var\/lib\//);
      // Docker 20.10 has BuildKit in itself; later ones where buildx is there.
      const buildkit = node.base === 'bookworm' || (await execOnNode(lab, node.name, ['docker', 'buildx', 'version'])).code === 0;
      const drawer = new OperationDrawer(seeded(seed), buildkit);
      const random = seeded(seed + 1);
      const done: string[] = [];
      const told = (): string => `${kindOf(node)}, BERTH_TEST_SEED=${seed}, after:\n${done.slice(-6).join('\n')}`;
      process.stdout.write(`${kindOf(node)}, Docker ${facts.version}: BERTH_TEST_SEED=${seed}, ${operations} operations\n`);

      async function carryOut({ name, script }: Operation): Promise<void> {
        const { code, stderr } = await execOnNode(lab, node.name, ['sh', '-c', script]);
        done.push(`${done.length + 1}. ${name}: ${script} → ${code} ${stderr.trim().slice(0, 200)}`);
      }

      /** Waits until both say the same; what they last said apart when they do not. */
      async function agree(): Promise<NodeTruth> {
        const deadline = Date.now() + agreeMs;
        for (;;) {
          const map = await mapNow();
          const shown = asShown(model, map);
          const truth = await truthOf(node, layers);
          const wrong = wrongDirectories(truth, map);
          if (JSON.stringify(asTold(truth)) === JSON.stringify(shown) && wrong.length === 0) return truth;
          if (Date.now() > deadline) {
            expect({ ...shown, wrong }, told()).toEqual({ ...asTold(truth), wrong: [] });
            return truth;
          }
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        }
      }

      try {
        let truth = await agree();
        for (let count = 0; count < operations; count++) {
          await carryOut(drawer.next(truth));
          if (random() < 0.5) truth = await agree();
          if (done.at(-1)?.includes('a removal that fails')) {
            truth = await agree();
            await carryOut(mend(layers));
          }
        }
        await agree();
        for (const operation of drawer.last()) {
          await carryOut(operation);
          truth = await agree();
        }
        const last = failedRemoval(withUpperDirs(truth, await mapNow()), 'stuck');
        expect(last, told()).not.toBeNull();
        if (last) await carryOut(last);
        expect(
          (await agree()).containers.map((c) => c.name),
          told(),
        ).toContain('stuck');
        await carryOut(mend(layers));
        await agree();
      } finally {
        await carryOut(mend(layers));
        model.close();
      }
    });
  },
);

/** Where the store's inspect does not name the writable layer, the map does. */
function withUpperDirs(truth: NodeTruth, shown: LayerMapDto): NodeTruth {
  return {
    ...truth,
    containers: truth.containers.map((container) => ({
      ...container,
      upperDir: container.upperDir || (shown.rwLayers.find((rw) => rw.containerId === container.id)?.directory ?? ''),
    })),
  };
}
