/** One container of a fake Engine, as it keeps it. */
export interface FakeContainer {
  Id: string;
  Names: string[];
  Image: string;
  ImageID: string;
  State: string;
  Status: string;
  /** When it was started, ISO 8601. */
  StartedAt?: string;
}

export const imageId = `sha256:${'1d'.repeat(32)}`;

/** The minor number of an API version, `1.45` → 45. */
export const minorOf = (version: string): number => Number(version.split('.')[1]);

/**
 * What an Engine answers to a GET in this version of its API, in the shape of that version (docs.docker.com/reference/api/engine/version-history):
 * from 1.44 on images have no `VirtualSize`, from 1.52 on an unset `Config` field, `Author`, `Comment` and `Parent` are left out, and lists
 * of containers tell the health in a field of its own.
 */
export function documentOf(
  path: string,
  engine: { name: string; apiVersion: string; containers: FakeContainer[]; asked: string },
): unknown {
  const minor = minorOf(engine.asked);
  if (path === '/version') return { Version: '26.1.5', ApiVersion: engine.apiVersion, Os: 'linux', Arch: 'amd64' };
  if (path === '/info') return { ...info, Name: engine.name, Containers: engine.containers.length };
  if (path === '/images/json') return [minor < 44 ? { ...image, VirtualSize: image.Size } : image];
  if (path === '/containers/json') return engine.containers.map((row) => listed(row, minor));
  if (path.startsWith('/exec/')) return { ID: path.split('/')[2], Running: true, ExitCode: null, Pid: 1 };
  const inspected = /^\/containers\/([^/]+)\/json$/.exec(path)?.[1];
  const row = inspected && findContainer(engine.containers, decodeURIComponent(inspected));
  return row ? inspectionOf(row, minor) : undefined;
}

export const findContainer = (containers: FakeContainer[], ref: string): FakeContainer | undefined =>
  containers.find((row) => row.Id === ref || row.Names.includes(`/${ref}`));

function listed({ StartedAt: _, ...row }: FakeContainer, minor: number): object {
  const more = { Command: 'sh', Created: 1_760_000_000, Ports: [], Labels: {}, NetworkSettings: { Networks: {} } };
  const health = /\((healthy|unhealthy)\)/.exec(row.Status)?.[1];
  return { ...more, ...row, ...(minor >= 52 && health && { Health: { Status: health, FailingStreak: 0 } }) };
}

function inspectionOf(row: FakeContainer, minor: number): object {
  const running = row.State === 'running' || row.State === 'paused';
  return {
    Id: row.Id,
    Name: row.Names[0],
    Image: row.ImageID,
    State: { Status: row.State, Running: running, Pid: running ? 1 : 0, StartedAt: row.StartedAt ?? '0001-01-01T00:00:00Z' },
    Config: minor < 52 ? { Tty: true, Env: null, Entrypoint: null, OnBuild: null } : { Tty: true },
    ...(minor < 52 && { GraphDriver: { Name: 'overlay2', Data: { UpperDir: '/var/lib/docker/overlay2/u/diff' } } }),
    ...(minor < 52 && { NetworkSettings: { IPAddress: '172.17.0.2', Gateway: '172.17.0.1' } }),
  };
}

const image = {
  Id: imageId,
  RepoTags: ['alpine:latest'],
  RepoDigests: [],
  Created: 1_760_000_000,
  Size: 8_309_760,
  SharedSize: -1,
  Containers: -1,
};
const info = {
  Driver: 'overlay2',
  DriverStatus: [['Backing Filesystem', 'extfs']],
  DockerRootDir: '/var/lib/docker',
  OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
  KernelVersion: '6.12.0',
  Architecture: 'x86_64',
  NCPU: 2,
  MemTotal: 2 * 1024 ** 3,
  ServerVersion: '26.1.5',
};

/** The lines of a pull of two layers, in the Engine's words, without its last. */
export const pullLines: object[] = [
  { id: 'latest', status: 'Pulling from library/alpine' },
  ...['1d1ddb624e47', '8a1e25ce7c4f'].flatMap((id) => [
    { id, status: 'Pulling fs layer', progressDetail: {} },
    ...Array.from({ length: 20 }, (_, i) => ({
      id,
      status: 'Downloading',
      progressDetail: { current: i * 1000, total: 20_000 },
    })),
    { id, status: 'Pull complete', progressDetail: {} },
  ]),
];
