import type Docker from 'dockerode';
import { type ContainerDto, containerStateSchema, type ImageDto } from '@/lib/shared/docker';
import type { DockerFacts } from '@/lib/shared/nodes';

const iso = (seconds: number | null | undefined): string => new Date((seconds ?? 0) * 1000).toISOString();

/** A row of `GET /containers/json`. Every field may be missing or null: nodes are not trusted to be well. */
export function presentContainer(row: Docker.ContainerInfo): ContainerDto {
  const state = containerStateSchema.safeParse(row.State);
  const status = row.Status ?? '';
  const exit = /^Exited \((\d+)\)/.exec(status);
  return {
    id: row.Id ?? '',
    name: (row.Names ?? []).map((n) => n.replace(/^\//, '')).find((n) => !n.includes('/')) ?? (row.Id ?? '').slice(0, 12),
    image: row.Image ?? '',
    imageId: row.ImageID ?? '',
    command: row.Command ?? '',
    state: state.success ? state.data : 'dead',
    status,
    exitCode: exit ? Number(exit[1]) : null,
    createdAt: iso(row.Created),
    ports: uniquePorts(row.Ports ?? []),
  };
}

/** Docker lists a published port once for IPv4 and once for IPv6. */
function uniquePorts(ports: Docker.Port[]): ContainerDto['ports'] {
  const seen = new Map<string, ContainerDto['ports'][number]>();
  for (const p of ports) {
    const protocol = p.Type === 'udp' || p.Type === 'sctp' ? p.Type : 'tcp';
    const key = `${p.PublicPort ?? ''}:${p.PrivatePort}/${protocol}`;
    if (!seen.has(key))
      seen.set(key, { ip: p.IP ?? null, hostPort: p.PublicPort ?? null, containerPort: p.PrivatePort, protocol });
  }
  return [...seen.values()].sort((a, b) => a.containerPort - b.containerPort);
}

/** A row of `GET /images/json`; `containers` is counted from the container list, since older Engines answer -1. */
export function presentImage(row: Docker.ImageInfo, containers: ContainerDto[]): ImageDto {
  return {
    id: row.Id ?? '',
    tags: (row.RepoTags ?? []).filter((t) => t !== '<none>:<none>').sort(),
    digests: (row.RepoDigests ?? []).filter((d) => !d.startsWith('<none>')),
    createdAt: iso(row.Created),
    sizeBytes: row.Size ?? 0,
    containers: containers.filter((c) => c.imageId === row.Id).length,
  };
}

/** From `GET /info` and `GET /version`. The containerd image store tells itself by its DriverStatus (Docker 29 uses it by default). */
export function presentFacts(info: Record<string, unknown>, version: Docker.DockerVersion): DockerFacts {
  const text = (key: string) => (typeof info[key] === 'string' ? (info[key] as string) : '');
  const driver = text('Driver');
  const containerd = JSON.stringify(info.DriverStatus ?? null).includes('io.containerd.snapshotter.v1');
  return {
    version: version.Version ?? '',
    apiVersion: version.ApiVersion ?? '',
    store: containerd ? 'containerd' : driver === 'overlay2' ? 'overlay2' : 'other',
    storageDriver: driver,
    rootDir: text('DockerRootDir') || '/var/lib/docker',
    os: text('OperatingSystem'),
    kernel: text('KernelVersion'),
    arch: text('Architecture'),
    cpus: typeof info.NCPU === 'number' ? info.NCPU : 0,
    memoryBytes: typeof info.MemTotal === 'number' ? info.MemTotal : 0,
    hostname: text('Name'),
  };
}
