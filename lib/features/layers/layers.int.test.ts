import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab } from '@/lab/lab';
import type { LayerMapDto } from '@/lib/shared/layers';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { blankRun } from '@/lib/shared/run-line';
import { asRoot, cleanDocker, type TestLab, testLab, until, withEngine, makeShellsNoisy } from '@/lib/testing/test-lab';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { execOnNode } from '@/lab/lab';
import { createRootAccess } from '@/lib/gateways/ssh/root-access';
import { LayerReader } from './layer-reader';

const lab = 'layers';
let t: TestLab;
beforeAll(async () => {
  t = await testLab(lab);
  await makeShellsNoisy(lab, t.lab.nodes);
});
afterAll(async () => {
  await downLab(lab);
});

const idle = { ...blankRun(), command: ['sleep', '600'] };

const rootOf = (ssh: SshConnection) => createRootAccess(ssh, 'root', { password: async () => null });

async function layersOf(engine: DockerEngine, ssh: SshConnection): Promise<LayerMapDto> {
  return new LayerReader().map({ engine, files: ssh, facts: await engine.system.facts(), root: rootOf(ssh) });
}

test.each(['old', 'recent'] as const)(
  'on the %s node every layer has its real directory, shared by all that stand on it',
  (which) =>
    withEngine(asRoot(t, t[which]), async (engine, ssh) => {
      await cleanDocker(engine);
      await engine.images.pull('ubuntu', () => {}, new AbortController().signal);
      const before = await layersOf(engine, ssh);
      expect(before.images).toHaveLength(1);
      expect(before.layers.length).toBeGreaterThanOrEqual(4);
      expect(before.rwLayers).toEqual([]);

      const first = await engine.containers.run({
        ...idle,
        image: 'ubuntu',
        name: 'first',
        command: ['sh', '-c', 'echo hello > /hello.txt; exec sleep 600'],
      });
      const second = await engine.containers.run({ ...idle, image: 'ubuntu', name: 'second' });
      const map = await layersOf(engine, ssh);

      // Two containers, and not one read-only layer more.
      expect(map.layers.map((l) => l.chainId).sort()).toEqual(before.layers.map((l) => l.chainId).sort());
      for (const layer of map.layers) expect([...layer.containerIds].sort()).toEqual([first.id, second.id].sort());

      // The directories are those of the node: the base holds the image's files, what the container wrote lies in its own.
      const content = which === 'old' ? (directory: string) => `${directory}/diff` : (directory: string) => directory;
      const base = map.layers.find((l) => l.parentChainId === null);
      expect((await ssh.readDirectory(content(base?.directory ?? ''))).map((e) => e.name)).toContain('etc');
      const top = map.layers.find((l) => !map.layers.some((other) => other.parentChainId === l.chainId));
      expect((await ssh.readDirectory(content(top?.directory ?? ''))).map((e) => e.name)).toEqual(['run']);
      const written = map.rwLayers.find((l) => l.containerName === 'first');
      expect((await ssh.readDirectory(content(written?.directory ?? ''))).map((e) => e.name)).toContain('hello.txt');
      const other = map.rwLayers.find((l) => l.containerName === 'second');
      expect((await ssh.readDirectory(content(other?.directory ?? ''))).map((e) => e.name)).not.toContain('hello.txt');
    }),
);

test.each(['old', 'recent'] as const)(
  'on the %s node what a container writes is seen without any event, and every entry of the directory has a name',
  (which) =>
    withEngine(asRoot(t, t[which]), async (engine, ssh) => {
      await cleanDocker(engine);
      await engine.images.pull('busybox', () => {}, new AbortController().signal);
      const { id } = await engine.containers.run({ ...idle, image: 'busybox', name: 'writer' });
      const sources = { engine, files: ssh, facts: await engine.system.facts(), root: rootOf(ssh) };
      const reader = new LayerReader();
      const map = await reader.map(sources);
      expect(map.rwLayers[0]?.sizeBytes).toBe(0);
      const { stdout } = await execOnNode(lab, t[which].name, ['ls', '-A1', map.entriesDirectory ?? '']);
      expect(map.entries.map((entry) => entry.name).sort()).toEqual(stdout.trim().split('\n').sort());
      expect(map.entries.map((entry) => entry.kind)).not.toContain('leftover');
      expect(map.layers.every((layer) => layer.createdBy !== null)).toBe(true);
      expect((await reader.writes(sources)).stamp).toBe(map.stamp);

      const write = "echo 'hello ubuntu' > /hello.txt; rm /bin/vi; ln /hello.txt /again.txt";
      await execOnNode(lab, t[which].name, ['docker', 'exec', 'writer', 'sh', '-c', write]);
      const look = await until(
        'the written file',
        () => reader.writes(sources),
        ({ items }) => (items[0]?.sizeBytes ?? 0) > 0,
      );
      const written = look.items.find((item) => item.containerId === id);
      // A file with two names counts once, as in `docker ps -s`.
      expect(written).toMatchObject({ sizeBytes: 13, isWhole: true });
      expect(written?.newest).toContainEqual({ name: 'hello.txt', sizeBytes: 13, isRemoval: false });
      expect(written?.newest).toContainEqual({ name: 'bin/vi', sizeBytes: 0, isRemoval: true });
    }),
);

test.each(['old', 'recent'] as const)(
  'on the %s node what many containers have written is counted in turn, and told of all',
  (which) =>
    withEngine(asRoot(t, t[which]), async (engine, ssh) => {
      await cleanDocker(engine);
      await engine.images.pull('busybox', () => {}, new AbortController().signal);
      const make =
        'for n in $(seq 1 45); do docker create --name "many$n" busybox; done; echo hello > /tmp/f; docker cp /tmp/f many45:/f';
      await execOnNode(lab, t[which].name, ['sh', '-c', make]);
      const sources = { engine, files: ssh, facts: await engine.system.facts(), root: rootOf(ssh) };
      const reader = new LayerReader();
      expect((await reader.writes(sources)).items).toHaveLength(40);
      const all = await until(
        'all counts',
        () => reader.writes(sources),
        ({ items }) => items.length >= 45,
      );
      expect(new Set(all.items.map(({ takenAt }) => takenAt)).size).toBeGreaterThan(1);
      expect(all.items.map(({ sizeBytes }) => sizeBytes).filter((bytes) => bytes > 0)).toEqual([6]);
      await cleanDocker(engine);
      await until(
        'no counts',
        () => reader.writes(sources),
        ({ items }) => items.length === 0,
      );
    }),
);
