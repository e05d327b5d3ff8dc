import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab } from '@/lab/lab';
import type { LayerMapDto } from '@/lib/shared/docker';
import type { SshConnection } from '@/lib/ssh/types';
import { asRoot, cleanDocker, type TestLab, testLab, withEngine } from '@/lib/testing/test-lab';
import type { DockerEngine } from '@/lib/docker/engine';
import { mapLayers } from './layers';

const lab = 'layers';
let t: TestLab;
beforeAll(async () => {
  t = await testLab(lab);
});
afterAll(async () => {
  await downLab(lab);
});

const idle = { command: ['sleep', '600'], tty: false, interactive: false, autoRemove: false, env: [], ports: [] };

async function layersOf(engine: DockerEngine, ssh: SshConnection): Promise<LayerMapDto> {
  return mapLayers(engine, ssh, await engine.facts());
}

test.each(['old', 'recent'] as const)(
  'on the %s node every layer has its real directory, shared by all that stand on it',
  (which) =>
    withEngine(asRoot(t, t[which]), async (engine, ssh) => {
      await cleanDocker(engine);
      await engine.pullImage('ubuntu', () => {}, new AbortController().signal);
      const before = await layersOf(engine, ssh);
      expect(before.images).toHaveLength(1);
      expect(before.layers.length).toBeGreaterThanOrEqual(4);
      expect(before.rwLayers).toEqual([]);

      const first = await engine.runContainer({
        ...idle,
        image: 'ubuntu',
        name: 'first',
        command: ['sh', '-c', 'echo hello > /hello.txt; exec sleep 600'],
      });
      const second = await engine.runContainer({ ...idle, image: 'ubuntu', name: 'second' });
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
