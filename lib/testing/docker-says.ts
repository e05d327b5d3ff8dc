import { execOnNode } from '@/lab/lab';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { NetworkDto } from '@/lib/shared/networks';
import type { VolumeDto } from '@/lib/shared/volumes';

/** A node's things by noun, each a line, sorted: what two sides say can be compared, and a difference read. */
export interface NodeLines {
  containers: string[];
  images: string[];
  volumes: string[];
  networks: string[];
}

/** What there is to do something with, by name. */
export interface NodeNames {
  containers: Array<{ name: string; state: string }>;
  tags: string[];
  /** Ids. */
  untagged: string[];
  volumes: string[];
  /** Without Docker's own. */
  networks: string[];
}

/** A node by the answers of its own `docker` command. */
export interface DockerSays {
  lines: NodeLines;
  names: NodeNames;
  /** When each running container was started, ms. */
  startedAtMs: Map<string, number>;
  /** What each container has written, as `docker ps -s` prints it. */
  sizes: Map<string, string>;
}

/** Lists as the panel shows them. */
export interface ShownLists {
  containers: ContainerDto[];
  images: ImageDto[];
  volumes: VolumeDto[];
  networks: NetworkDto[];
}

/** Docker 20.10 knows `--format json` of none of them. */
const ask = `
docker ps -a -s --no-trunc --format '{{json .}}' | sed 's/^/ps /'
docker image ls --no-trunc --format '{{json .}}' | sed 's/^/image /'
docker volume ls --format '{{json .}}' | sed 's/^/volume /'
docker network ls --no-trunc --format '{{json .}}' | sed 's/^/network /'
docker ps -aq | xargs -r docker inspect --format '{{json .}}' | sed 's/^/container /'
docker network ls -q | xargs -r docker network inspect --format '{{json .}}' | sed 's/^/members /'`;

type Row = Record<string, string>;
interface Inspected {
  Id: string;
  Name: string;
  Image: string;
  State: { Status: string; Running: boolean; ExitCode: number; StartedAt: string; Health?: { Status: string } };
  Mounts: Array<{ Type: string; Name?: string }>;
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
}
interface InspectedNetwork {
  Id: string;
  Internal: boolean;
  Labels: Record<string, string> | null;
  IPAM: { Config: Array<{ Subnet: string; Gateway?: string }> | null };
  Containers: Record<string, { Name: string; IPv4Address: string }>;
}

/** Asks the node's own `docker`, in one command. */
export async function askDocker(lab: string, node: string): Promise<DockerSays> {
  const { stdout } = await execOnNode(lab, node, ['sh', '-c', ask]);
  const rows = <T>(mark: string): T[] =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith(`${mark} `))
      .map((line) => JSON.parse(line.slice(mark.length + 1)) as T);
  const inspected = rows<Inspected>('container').map((one) => ({ ...one, name: one.Name.slice(1) }));
  const byId = new Map(inspected.map((one) => [one.Id, one]));
  const ps = rows<Row>('ps');
  const images = new Map<string, Row[]>();
  for (const row of rows<Row>('image')) images.set(row.ID ?? '', [...(images.get(row.ID ?? '') ?? []), row]);
  const networks = rows<Row>('network');
  const members = new Map(rows<InspectedNetwork>('members').map((one) => [one.Id, one]));
  const tagsOf = (of: Row[]) => of.filter(isTagged).map(({ Repository, Tag }) => `${Repository}:${Tag}`);

  return {
    lines: {
      containers: ps.map((row) => containerLine(row, byId.get(row.ID ?? ''))).sort(),
      images: [...images]
        .map(([id, of]) =>
          imageLine({
            ...{ id, tags: tagsOf(of), size: of[0]?.Size ?? '', createdAt: isoOf(of[0]?.CreatedAt ?? '') },
            containers: inspected.filter((one) => one.Image === id).length,
          }),
        )
        .sort(),
      volumes: rows<Row>('volume')
        .map(({ Name = '', Driver = '', Mountpoint = '' }) => {
          const users = inspected.filter(({ Mounts }) => Mounts.some((mount) => mount.Type === 'volume' && mount.Name === Name));
          return volumeLine({ Name, Driver, Mountpoint, users: users.map(({ name, State }) => used(name, State.Running)) });
        })
        .sort(),
      networks: networks.map((row) => networkLine(row, members.get(row.ID ?? ''), inspected)).sort(),
    },
    names: {
      containers: inspected.map(({ name, State }) => ({ name, state: State.Status })).sort(byName),
      tags: [...images.values()].flatMap(tagsOf).sort(),
      untagged: [...images].flatMap(([id, of]) => (tagsOf(of).length === 0 ? [id] : [])).sort(),
      volumes: rows<Row>('volume')
        .map(({ Name = '' }) => Name)
        .sort(),
      networks: networks
        .map(({ Name = '' }) => Name)
        .filter((name) => !ownNetworks.includes(name))
        .sort(),
    },
    startedAtMs: new Map(
      inspected.filter(({ State }) => State.Running).map(({ Id, State }) => [Id, Date.parse(State.StartedAt)]),
    ),
    sizes: new Map(ps.map(({ ID = '', Size = '' }) => [ID, Size.replace(/ \(.*/, '')])),
  };
}

/** The same things as the panel shows them, in the same words. */
export function asShown({ containers, images, volumes, networks }: ShownLists): NodeLines {
  return {
    containers: containers
      .map((c) =>
        [
          ...[c.name, c.id, c.image, c.imageId, c.state, c.state === 'exited' ? `(${c.exitCode})` : '', c.health ?? ''],
          ...[c.ports.map(portWord).sort().join(), c.command, secondOf(c.createdAt)],
        ].join(' '),
      )
      .sort(),
    images: images
      .map(({ id, tags, sizeBytes, containers, createdAt }) =>
        imageLine({ id, tags, size: dockerSize(sizeBytes), createdAt: secondOf(createdAt), containers }),
      )
      .sort(),
    volumes: volumes
      .map(({ name, driver, mountpoint, usedBy }) =>
        volumeLine({
          ...{ Name: name, Driver: driver, Mountpoint: mountpoint },
          users: usedBy.map((user) => used(user.name, user.isRunning)),
        }),
      )
      .sort(),
    networks: networks
      .map((n) =>
        [
          ...[n.name, n.id, n.driver, n.scope, n.internal ? 'internal' : ''],
          n.subnets.map(({ subnet, gateway }) => `${subnet} ${gateway ?? ''}`).join(),
          Object.entries(n.labels)
            .map(([key, value]) => `${key}=${value}`)
            .sort()
            .join(),
          n.containers
            .map((c) => `${used(c.name, c.isRunning)} ${c.ipv4 ?? ''}`)
            .sort()
            .join(),
        ].join(' | '),
      )
      .sort(),
  };
}

/** Bytes as the docker command prints them (docker/go-units, `HumanSizeWithPrecision` with three digits). */
export function dockerSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${Number(size.toPrecision(3))}${units[unit]}`;
}

const ownNetworks: readonly string[] = ['bridge', 'host', 'none'];
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
const isTagged = ({ Repository, Tag }: Row) => Repository !== '<none>' && Tag !== '<none>';
const used = (name: string, isRunning: boolean) => `${name} ${isRunning ? 'runs' : 'does not run'}`;
const secondOf = (iso: string) => iso.slice(0, 19);
/** "2026-11-30 03:40:01 +0000 UTC": the nodes of the lab are in UTC. */
const isoOf = (text: string) => text.slice(0, 19).replace(' ', 'T');

function containerLine(row: Row, one: Inspected | undefined): string {
  if (!one) return `${row.Names} has gone meanwhile`;
  const { Status, ExitCode, Health } = one.State;
  return [
    ...[row.Names, row.ID, row.Image, one.Image, Status, Status === 'exited' ? `(${ExitCode})` : ''],
    // What does not run is as healthy as it was, and nobody is told.
    Status === 'running' && Health ? Health.Status : '',
    // Of one that could not be started again Docker 28.5 goes on listing them.
    ...[one.State.Running ? portsOf(row.Ports ?? '') : '', (row.Command ?? '').replace(/^"|"$/g, ''), isoOf(row.CreatedAt ?? '')],
  ].join(' ');
}

const portWord = ({ hostPort, containerPort, protocol }: ContainerDto['ports'][number]) =>
  `${hostPort === null ? '' : `${hostPort}->`}${containerPort}/${protocol}`;

/** "0.0.0.0:8100->80/tcp, :::8100->80/tcp, 53/udp": each once, whatever address it is of. */
const portsOf = (text: string) => [...new Set(text.split(', ').map((port) => port.replace(/^.*:(?=\d+->)/, '')))].sort().join();

const imageLine = (i: { id: string; tags: string[]; size: string; createdAt: string; containers: number }) =>
  [i.id, [...i.tags].sort().join(), i.size, i.createdAt, `${i.containers} containers`].join(' ');

const volumeLine = (v: { Name: string; Driver: string; Mountpoint: string; users: string[] }) =>
  [v.Name, v.Driver, v.Mountpoint, [...v.users].sort().join()].join(' | ');

/** Who runs on a network is what the network says; who would if it ran, what the containers say. */
function networkLine(row: Row, network: InspectedNetwork | undefined, containers: Array<Inspected & { name: string }>): string {
  const running = Object.values(network?.Containers ?? {}).map(
    ({ Name, IPv4Address }) => `${used(Name, true)} ${IPv4Address.replace(/\/.*/, '')}`,
  );
  const still = containers
    .filter(({ State, NetworkSettings }) => !State.Running && Object.hasOwn(NetworkSettings.Networks, row.Name ?? ''))
    .map(({ name }) => `${used(name, false)} `);
  return [
    ...[row.Name, row.ID, row.Driver, row.Scope, network?.Internal ? 'internal' : ''],
    (network?.IPAM.Config ?? []).map(({ Subnet, Gateway }) => `${Subnet} ${Gateway ?? ''}`).join(),
    Object.entries(network?.Labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(),
    [...running, ...still].sort().join(),
  ].join(' | ');
}
