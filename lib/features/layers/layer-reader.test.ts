import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { DockerFacts } from '@/lib/shared/nodes';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { LayerReader, type LayerSources } from './layer-reader';

const ids = Array.from({ length: 50 }, (_, index) => `sha256:${String(index).padStart(64, '0')}`);
const noFiles: NodeFiles = {
  readFile: () => Promise.reject(new AppError('not_found')),
  readDirectory: () => Promise.reject(new AppError('not_found')),
};
const facts = { store: 'overlay2', rootDir: '/var/lib/docker', storageDriver: 'overlay2' } as DockerFacts;

let server: Server;
let engine: DockerEngine;
/** Channels that are open now, and the most there were: each is a `docker system dial-stdio` where Docker is reached by `su`. */
let open: { now: number; most: number };
let inspected: string[];

beforeEach(async () => {
  open = { now: 0, most: 0 };
  inspected = [];
  server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '').replace(/^\/v[\d.]+/, '');
    const id = /\/images\/(sha256:\d+)\/(json|history)/.exec(url);
    const answer = (body: unknown) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (url.startsWith('/containers/json')) return answer([]);
    if (url.startsWith('/images/json'))
      return answer(ids.map((Id) => ({ Id, RepoTags: [`app:${Id.slice(-2)}`], Size: 1, Created: 1 })));
    if (!id) return answer({ ApiVersion: '1.41' });
    if (id[2] === 'json') inspected.push(id[1] ?? '');
    // Long enough for all that may be under way to be so.
    setTimeout(
      () => answer(id[2] === 'history' ? [{ CreatedBy: 'ADD', Size: 1 }] : { Id: id[1], Size: 9, RootFS: { Layers: [id[1]] } }),
      5,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  engine = createDockerEngine(async () => {
    const channel = connect(port, '127.0.0.1');
    open.most = Math.max(open.most, ++open.now);
    channel.on('close', () => open.now--);
    return channel;
  });
});
afterEach(() => {
  engine.close();
  server.closeAllConnections();
  server.close();
});

test('a map of 50 images opens at most six channels at once, and asks for each image once', async () => {
  const reader = new LayerReader();
  const sources = { engine, files: noFiles, facts, root: null };
  const map = await reader.map(sources);
  expect(map).toMatchObject({ isComplete: true, images: { length: 50 }, layers: { length: 50 } });
  expect(open.most).toBeLessThanOrEqual(6);
  expect(inspected.sort()).toEqual(ids);
  await reader.map(sources);
  expect(inspected).toHaveLength(50);
});

test('an image is as large as the list says: an inspection tells its packed size where containerd stores it', async () => {
  const map = await new LayerReader().map({ engine, files: noFiles, facts, root: null });
  expect(new Set(map.images.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([1]));
});

test('one image that answers late leaves the others, and is asked again for the next map', async () => {
  const reader = new LayerReader();
  let isLate = true;
  const { images } = engine;
  const inspect = (id: string) => (isLate && id === ids[7] ? Promise.reject(new AppError('node_deadline')) : images.inspect(id));
  const late = { ...engine, images: { list: images.list.bind(images), inspect } } as unknown as DockerEngine;
  const sources = { engine: late, files: noFiles, facts, root: null };
  const first = await reader.map(sources);
  expect(first).toMatchObject({ isComplete: false, images: { length: 50 }, layers: { length: 49 } });
  isLate = false;
  expect(await reader.map(sources)).toMatchObject({ isComplete: true, layers: { length: 50 } });
});

/** An overlay2 node with so many containers, each of which has written one byte, and Docker's answers for them. */
function manyContainers(count: number) {
  const running = Array.from({ length: count }, (_, n) => ({ id: n.toString(16).padStart(64, '0'), state: 'running' }));
  const entry = (name: string) => ({ name });
  const files = {
    readFile: async (path: string) => Buffer.from(/mounts\/([0-9a-f]{64})\/mount-id$/.exec(path)?.[1] ?? ''),
    readDirectory: async (path: string) => (path.endsWith('/mounts') ? running.map(({ id }) => entry(id)) : []),
  } as unknown as NodeFiles;
  const asked: string[][] = [];
  const root: LayerSources['root'] = {
    run: async (_command, { input } = {}) => {
      const directories = String(input).trim().split('\n').slice(1);
      asked.push(directories);
      return { code: 0, stdout: Buffer.from(`L\t\n${'W\t1\t1\t1\n'.repeat(directories.length)}`) } as never;
    },
  };
  const sized: string[] = [];
  const inspect = async (id: string) => {
    sized.push(id);
    return { id, sizeRwBytes: 1 };
  };
  const containers = { list: async () => [...running], inspect };
  return { running, asked, sized, root, sources: { engine: { containers } as unknown as DockerEngine, files, facts } };
}

test.each([
  ['by their files', true],
  ['as Docker counts', false],
])('what many containers have written is counted %s, a batch at each look, and told of all', async (_how, asRoot) => {
  const { running, asked, sized, root, sources } = manyContainers(60);
  const reader = new LayerReader();
  const look = () => reader.writes({ ...sources, root: asRoot ? root : null });
  expect((await look()).items).toHaveLength(40);
  await expect.poll(async () => (await look()).items.length, { timeout: 10_000 }).toBe(60);
  const counted = asRoot ? asked.flat().length : sized.length;
  expect(counted).toBe(80);
  running.splice(0, 10);
  await expect.poll(async () => (await look()).items.length, { timeout: 10_000 }).toBe(50);
  running.push({ id: 'f'.repeat(64), state: 'running' });
  await expect.poll(async () => (await look()).items.length, { timeout: 10_000 }).toBe(51);
});

test('where containers write is read again for a new one, and not for one that has no directory', async () => {
  const { running, root, sources } = manyContainers(3);
  let read = 0;
  const homeless = { id: 'e'.repeat(64), state: 'running' };
  const { readDirectory } = sources.files;
  const files = {
    ...sources.files,
    async readDirectory(path: string) {
      if (path.endsWith('/mounts')) read++;
      return (await readDirectory(path)).filter(({ name }) => name !== homeless.id);
    },
  };
  const reader = new LayerReader();
  const look = () => reader.writes({ ...sources, files, root });
  expect((await look()).items).toHaveLength(3);
  running.push(homeless);
  await expect.poll(async () => [(await look()).items.length, read], { timeout: 10_000 }).toEqual([3, 2]);
  const { takenAt } = await look();
  await expect.poll(async () => (await look()).takenAt, { timeout: 10_000 }).not.toBe(takenAt);
  expect(read).toBe(2);
  running.push({ id: 'f'.repeat(64), state: 'running' });
  await expect.poll(async () => [(await look()).items.length, read], { timeout: 10_000 }).toEqual([4, 3]);
});

test("without the store's register the first map already has the directories that a running container shows", async () => {
  const mounts = 'overlay / overlay rw,lowerdir=/s/2/fs:/s/1/fs,upperdir=/s/3/fs,workdir=/s/3/work 0 0\n';
  const running = { id: 'c'.repeat(64), imageId: ids[0], state: 'running' };
  const containers = { list: async () => [running], inspect: async () => ({ ...running, pid: 7, sizeRwBytes: null }) };
  const oneRunning = { ...engine, containers } as unknown as DockerEngine;
  const files: NodeFiles = {
    ...noFiles,
    readFile: async (path) => {
      if (path !== '/proc/7/mounts') throw new AppError('not_found');
      return Buffer.from(mounts);
    },
  };
  const map = await new LayerReader().map({
    engine: oneRunning,
    files,
    facts: { store: 'containerd', rootDir: '/var/lib/docker', storageDriver: 'overlayfs' } as DockerFacts,
    root: null,
  });
  expect(map.layers.find(({ chainId }) => chainId === ids[0])?.directory).toBe('/s/1/fs');
});

test.each([
  ['node_deadline', 'node_deadline'],
  ['shell_in_the_way', 'shell_in_the_way'],
  ['not_found', 'docker_denied'],
] as const)('folders that cannot be listed for %s are told as %s', async (code, reason) => {
  const files: NodeFiles = { ...noFiles, readDirectory: () => Promise.reject(new AppError(code)) };
  expect((await new LayerReader().map({ engine, files, facts, root: null })).directoriesReason).toBe(reason);
});
