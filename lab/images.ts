import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basePath, debootstrap, versionOf } from './bases';
import { must } from './host';
import { cacheRoot } from './layout';

/**
 * The stand-ins of the lab's registry, made here from Debian packages: they behave like the images whose names they bear,
 * and their /etc/os-release says what they are. Built once and cached; deterministic, so that every lab has the same digests.
 */
interface Recipe {
  name: string;
  /** `latest` where not given. */
  tag?: string;
  entrypoint?: string[];
  command: string[];
  /** From the base up; each fills an empty directory. */
  layers: Array<{ createdBy: string; fill(directory: string, onProgress: (line: string) => void): Promise<void> | void }>;
}

export interface Blob {
  mediaType: string;
  digest: string;
  size: number;
}

const stamp = '2026-01-01T00:00:00Z';
const osRelease = (name: string) =>
  `NAME="${name} (a Berth lab stand-in, made from Debian packages)"\nID=${name}\nPRETTY_NAME="${name} stand-in of the Berth lab"\n`;

function write(directory: string, file: string, text: string, mode = 0o644): void {
  mkdirSync(`${directory}/${file}`.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(`${directory}/${file}`, text, { mode });
}

/** busybox-static and a link for each of its applets. */
async function fillBusybox(directory: string): Promise<void> {
  const busybox = `${basePath('bookworm')}/bin/busybox`;
  for (const part of ['bin', 'etc', 'tmp', 'root', 'var', 'home', 'usr/bin', 'dev', 'proc', 'sys'])
    mkdirSync(`${directory}/${part}`, { recursive: true });
  cpSync(busybox, `${directory}/bin/busybox`);
  for (const applet of (await must([busybox, '--list'])).split('\n'))
    if (applet && applet !== 'busybox') symlinkSync('busybox', `${directory}/bin/${applet}`);
  write(directory, 'etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  write(directory, 'etc/group', 'root:x:0:\n');
}

const recipes: Recipe[] = [
  {
    name: 'ubuntu',
    command: ['/bin/bash'],
    layers: [
      {
        createdBy: '/bin/sh -c #(nop) ADD file:rootfs in / ',
        fill: async (directory, onProgress) => {
          await debootstrap('bookworm', directory, ['procps'], onProgress);
          for (const part of [
            'usr/share/doc',
            'usr/share/man',
            'usr/share/locale',
            'usr/share/info',
            // What the image of this name has not: each pull would unpack half as many files again.
            'usr/share/zoneinfo',
            `usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64' | 'arm64']}-linux-gnu/gconv`,
            'usr/share/bash-completion',
            'var/cache/apt',
            'var/lib/apt/lists',
            'var/log',
            'dev',
            'proc',
            'sys',
          ]) {
            rmSync(`${directory}/${part}`, { recursive: true, force: true });
            mkdirSync(`${directory}/${part}`, { recursive: true });
          }
          for (const file of ['etc/hostname', 'etc/resolv.conf', 'var/cache/ldconfig/aux-cache', 'etc/machine-id'])
            rmSync(`${directory}/${file}`, { force: true });
        },
      },
      {
        createdBy: '/bin/sh -c rm -rf /var/lib/apt/lists/*',
        fill: (d) => write(d, 'etc/apt/apt.conf.d/docker-clean', 'APT::Keep-Downloaded-Packages "false";\n'),
      },
      { createdBy: '/bin/sh -c echo stand-in > /etc/os-release', fill: (d) => write(d, 'etc/os-release', osRelease('ubuntu')) },
      { createdBy: '/bin/sh -c mkdir -p /run/systemd', fill: (d) => write(d, 'run/systemd/container', 'docker\n') },
    ],
  },
  {
    name: 'alpine',
    command: ['/bin/sh'],
    layers: [
      {
        createdBy: 'ADD rootfs / # buildkit',
        fill: async (d) => {
          await fillBusybox(d);
          write(d, 'etc/os-release', osRelease('alpine'));
        },
      },
    ],
  },
  {
    name: 'busybox',
    command: ['sh'],
    layers: [
      {
        createdBy: 'BusyBox static',
        fill: async (d) => {
          await fillBusybox(d);
          write(d, 'etc/os-release', osRelease('busybox'));
        },
      },
    ],
  },
  {
    name: 'registry',
    tag: '2',
    entrypoint: ['/usr/bin/docker-registry'],
    command: ['serve', '/etc/docker/registry/config.yml'],
    layers: [{ createdBy: 'COPY docker-registry /usr/bin/docker-registry # buildkit', fill: fillRegistry }],
  },
  {
    name: 'hello-world',
    command: ['/busybox', 'cat', '/hello.txt'],
    layers: [
      {
        createdBy: 'COPY hello / # buildkit',
        fill: (d) => {
          cpSync(`${basePath('bookworm')}/bin/busybox`, `${d}/busybox`);
          write(
            d,
            'hello.txt',
            '\nHello from Docker!\nThis message comes from the Berth lab: a stand-in made from Debian packages.\n\n',
          );
        },
      },
    ],
  },
];

/** As the image of this name: it listens on port 5000 and keeps its blobs in /var/lib/registry. */
const registryConfig = `version: 0.1
log: {fields: {service: registry}}
storage: {filesystem: {rootdirectory: /var/lib/registry}}
http: {addr: ":5000"}
`;

/** docker-registry(1) of the bookworm base, and the libraries it is linked with. */
async function fillRegistry(directory: string): Promise<void> {
  const base = basePath('bookworm');
  const program = '/usr/bin/docker-registry';
  const libraries = (await must(['chroot', base, 'ldd', program])).match(/\/\S+(?= \()/g) ?? [];
  // By its own tar: its links are absolute ones.
  const copy = 'base=$1; to=$2; shift 2; chroot "$base" tar -chf - "$@" | tar -xf - -C "$to"';
  await must(['sh', '-c', copy, 'sh', base, directory, program, ...libraries]);
  for (const part of ['etc', 'tmp', 'var/lib/registry']) mkdirSync(`${directory}/${part}`, { recursive: true });
  write(directory, 'etc/docker/registry/config.yml', registryConfig);
  write(directory, 'etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  write(directory, 'etc/os-release', osRelease('registry'));
}

export const digestOf = (data: Buffer | string): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** Packs one directory as a layer: same content, same digest. */
async function pack(directory: string, out: string): Promise<{ diffId: string; blob: Blob }> {
  await must([
    'tar',
    '--sort=name',
    `--mtime=${stamp}`,
    '--numeric-owner',
    '--format=gnu',
    '-cf',
    `${out}.tar`,
    '-C',
    directory,
    '.',
  ]);
  const diffId = await digestOfFile(`${out}.tar`);
  await must(['gzip', '-n', '-6', '-f', `${out}.tar`]);
  const digest = await digestOfFile(`${out}.tar.gz`);
  return {
    diffId,
    blob: { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', digest, size: statSync(`${out}.tar.gz`).size },
  };
}

/** Builds one stand-in into the cache: blobs by digest and manifest.json (image manifest version 2, schema 2). */
async function build(recipe: Recipe, target: string, onProgress: (line: string) => void): Promise<void> {
  onProgress(`Making the stand-in image ${recipe.name} (once) …`);
  const building = `${target}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  const layers: Blob[] = [];
  const diffIds: string[] = [];
  for (const [index, layer] of recipe.layers.entries()) {
    const directory = `${building}/layer${index}`;
    mkdirSync(directory);
    await layer.fill(directory, onProgress);
    const { diffId, blob } = await pack(directory, `${building}/packed`);
    renameSync(`${building}/packed.tar.gz`, `${building}/${blob.digest.slice(7)}`);
    rmSync(directory, { recursive: true, force: true });
    layers.push(blob);
    diffIds.push(diffId);
  }
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64' | 'arm64'] ?? process.arch;
  const empty = { created: stamp, created_by: `/bin/sh -c #(nop)  CMD ${JSON.stringify(recipe.command)}`, empty_layer: true };
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created: stamp,
    config: {
      ...(recipe.entrypoint && { Entrypoint: recipe.entrypoint }),
      Cmd: recipe.command,
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: [...recipe.layers.map((layer) => ({ created: stamp, created_by: layer.createdBy })), empty],
  });
  writeFileSync(`${building}/${digestOf(config).slice(7)}`, config);
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      digest: digestOf(config),
      size: Buffer.byteLength(config),
    },
    layers,
  };
  writeFileSync(`${building}/manifest.json`, JSON.stringify(manifest));
  renameSync(building, target);
}

/** Where the image of a recipe as it is now lies: manifest.json, and its blobs by the hexadecimal digits of their digests. */
export const imagePath = (name: string): string => `${cacheRoot}/images/${name}-${versionOf(import.meta.url)}`;

/** Builds what is not cached yet. The bookworm base must stand. */
export async function ensureImages(onProgress: (line: string) => void): Promise<void> {
  for (const recipe of recipes) {
    const target = imagePath(recipe.name);
    if (!existsSync(`${target}/manifest.json`)) await build(recipe, target, onProgress);
  }
}

/** What the lab's registry holds, by name and tag. */
export const standIns: ReadonlyArray<{ name: string; tag: string }> = recipes.map(({ name, tag = 'latest' }) => ({ name, tag }));
