import { z } from 'zod';
import { type ContainerDto, containerStateSchema } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { type DockerFacts, dockerFactsSchema } from '@/lib/shared/nodes';
import { answerLimits, clean, countOf, idOf, isoOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';

const { wordChars, referenceChars, commandChars } = answerLimits;
const port = countOf(null, 65_535);

/** Podman's words for what Docker's Engine has no word for (libpod/define/containerstate.go), and the states of moby. */
const states: Record<string, ContainerDto['state']> = {
  ...Object.fromEntries(containerStateSchema.options.map((state) => [state, state])),
  initialized: 'created',
  configured: 'created',
  stopping: 'running',
  stopped: 'exited',
};
export const stateOf = (word: unknown): ContainerDto['state'] => states[String(word)] ?? 'dead';

const containerRow = z.object({
  Id: idOf,
  Names: rowsOf(nameOf(referenceChars)),
  Image: textOf(referenceChars),
  ImageID: textOf(referenceChars),
  Command: textOf(commandChars),
  Created: z.unknown().optional(),
  State: z.unknown().optional(),
  Status: textOf(wordChars),
  Ports: rowsOf(
    z.object({
      IP: textOf(wordChars),
      PublicPort: port,
      PrivatePort: z.number().int().min(0).max(65_535),
      Type: z.unknown().optional(),
    }),
  ),
});

/** A container of the list, and what its row says of its age: a text like "Up 3 minutes" that was true when it was sent. */
export interface ListedContainer extends ContainerDto {
  upSeconds: { least: number; most: number } | null;
}

/**
 * The answer of `GET /containers/json`. Every field may be missing or of another kind: nodes are not trusted to be well. When a
 * container was started is in no field of it, only its age in words.
 */
export function presentContainers(answer: unknown): ListedContainer[] {
  return parseList(containerRow, answer, 'GET /containers/json').map((row) => {
    const exit = /^Exited \((\d{1,10})\)/.exec(row.Status);
    return {
      id: row.Id,
      name: row.Names.map((name) => name.replace(/^\//, '')).find((name) => name && !name.includes('/')) ?? row.Id.slice(0, 12),
      image: row.Image,
      imageId: row.ImageID,
      command: row.Command,
      state: stateOf(row.State),
      health: healthOf(row.Status),
      exitCode: exit ? Number(exit[1]) : null,
      createdAt: isoOf(row.Created),
      startedAt: null,
      ports: uniquePorts(row.Ports),
      upSeconds: upSeconds(row.Status),
    };
  });
}

/** "Up 3 minutes (healthy)": the list says a container's health in these words alone before API 1.52 (moby container/state.go). */
function healthOf(status: string): ContainerDto['health'] {
  const word = /\((healthy|unhealthy|health: starting)\)$/.exec(status)?.[1];
  return word === undefined ? null : word === 'health: starting' ? 'starting' : (word as 'healthy' | 'unhealthy');
}

const unitSeconds: Record<string, number> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 7 * 86_400,
  month: 30 * 86_400,
  year: 365 * 86_400,
};

/** The age a text of moby's means (docker/go-units `HumanDuration` rounds, so these are the widest bounds). */
function upSeconds(status: string): ListedContainer['upSeconds'] {
  const [, amount, unit] = /^Up (Less than a|About an?|\d{1,6}) (second|minute|hour|day|week|month|year)s?\b/.exec(status) ?? [];
  const seconds = unitSeconds[unit ?? ''];
  if (amount === undefined || seconds === undefined) return null;
  const count = amount === 'Less than a' ? 0 : amount.startsWith('About') ? 1 : Number(amount);
  return { least: Math.max(0, count - 1) * seconds, most: (count + 1.5) * seconds };
}

/** Docker lists a published port once for IPv4 and once for IPv6. */
function uniquePorts(ports: z.output<typeof containerRow>['Ports']): ContainerDto['ports'] {
  const seen = new Map<string, ContainerDto['ports'][number]>();
  for (const { IP, PublicPort, PrivatePort, Type } of ports) {
    const protocol = Type === 'udp' || Type === 'sctp' ? Type : 'tcp';
    const key = `${PublicPort ?? ''}:${PrivatePort}/${protocol}`;
    if (!seen.has(key)) seen.set(key, { ip: IP || null, hostPort: PublicPort, containerPort: PrivatePort, protocol });
  }
  return [...seen.values()].sort((a, b) => a.containerPort - b.containerPort);
}

const imageRow = z.object({
  Id: idOf,
  RepoTags: rowsOf(nameOf(referenceChars)),
  RepoDigests: rowsOf(nameOf(referenceChars)),
  Created: z.unknown().optional(),
  Size: countOf(0),
});

/** The answer of `GET /images/json`. How many containers use each is counted from their list, since older Engines answer -1. */
export function presentImages(answer: unknown, containers: ContainerDto[]): ImageDto[] {
  const images = parseList(imageRow, answer, 'GET /images/json').map((row) => ({
    id: row.Id,
    tags: row.RepoTags.filter((tag) => tag !== '<none>:<none>').sort(),
    digests: row.RepoDigests.filter((digest) => !digest.startsWith('<none>')),
    createdAt: isoOf(row.Created),
    sizeBytes: row.Size,
    containers: 0,
  }));
  return countUse(images, containers);
}

/** The same images with how many of these containers use each. */
export function countUse(images: ImageDto[], containers: ContainerDto[]): ImageDto[] {
  const used = new Map<string, number>();
  for (const { imageId } of containers) used.set(imageId, (used.get(imageId) ?? 0) + 1);
  return images.map((image) => ({ ...image, containers: used.get(image.id) ?? 0 }));
}

const optionalText = z.string().nullish();
const infoAnswer = z.object({
  Driver: optionalText,
  DriverStatus: z.unknown().optional(),
  DockerRootDir: optionalText,
  OperatingSystem: optionalText,
  KernelVersion: optionalText,
  Architecture: optionalText,
  Name: optionalText,
  NCPU: z.number().int().min(0).max(1_000_000).nullish(),
  MemTotal: z.number().int().min(0).nullish(),
  // Of use to a reader, and no reason to refuse the rest.
  RegistryConfig: z
    .object({ Mirrors: z.array(z.string().max(1_000)).max(100).nullish() })
    .nullish()
    .catch(null),
});
const versionAnswer = z.object({ Version: optionalText, ApiVersion: optionalText });

/** `host:port` of a registry mirror's address (dockerd, `registry-mirrors`), without the credential that may stand in it. */
function registryOf(mirror: string | undefined): string {
  return mirror && URL.canParse(mirror) ? new URL(mirror).host : '';
}

/**
 * From `GET /info` and `GET /version`. The containerd image store tells itself by its DriverStatus (Docker 29 uses it by default).
 * @throws AppError `docker_answer_malformed`
 */
export function presentFacts(infoGiven: unknown, versionGiven: unknown): DockerFacts {
  const info = parseAnswer(infoAnswer, infoGiven, 'GET /info');
  const version = parseAnswer(versionAnswer, versionGiven, 'GET /version');
  const word = (text: string | null | undefined) => clean(text ?? '', wordChars);
  const containerd = JSON.stringify(info.DriverStatus ?? null).includes('io.containerd.snapshotter.v1');
  const facts = {
    version: word(version.Version),
    apiVersion: word(version.ApiVersion),
    store: containerd ? 'containerd' : info.Driver === 'overlay2' ? 'overlay2' : 'other',
    storageDriver: word(info.Driver),
    rootDir: info.DockerRootDir || '/var/lib/docker',
    os: word(info.OperatingSystem),
    kernel: word(info.KernelVersion),
    arch: word(info.Architecture),
    cpus: info.NCPU ?? 0,
    memoryBytes: info.MemTotal ?? 0,
    hostname: word(info.Name),
    registry: word(registryOf(info.RegistryConfig?.Mirrors?.[0])) || undefined,
  };
  return parseAnswer(dockerFactsSchema, facts, 'GET /info');
}
