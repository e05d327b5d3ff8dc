import { z } from 'zod';
import { type DockerFacts, dockerFactsSchema } from '@/lib/shared/nodes';
import { defaultRootDir } from '../paths';
import { answerLimits, clean, parseAnswer, textOf } from './answer';
import { timeOf } from './present-image-about';
import type { DockerEvent, HostNow } from './system';

const { wordChars, referenceChars } = answerLimits;
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

/** Of an answer to `GET /info`. */
export const isContainerdStore = (info: { DriverStatus?: unknown }): boolean =>
  JSON.stringify(info.DriverStatus ?? null).includes('io.containerd.snapshotter.v1');

/**
 * From `GET /info` and `GET /version`. The containerd image store tells itself by its DriverStatus (Docker 29 uses it by default).
 * @throws AppError `docker_answer_malformed`
 */
export function presentFacts(infoGiven: unknown, versionGiven: unknown): DockerFacts {
  const info = parseAnswer(infoAnswer, infoGiven, 'GET /info');
  const version = parseAnswer(versionAnswer, versionGiven, 'GET /version');
  const word = (text: string | null | undefined) => clean(text ?? '', wordChars);
  const containerd = isContainerdStore(info);
  const facts = {
    version: word(version.Version),
    apiVersion: word(version.ApiVersion),
    store: containerd ? 'containerd' : info.Driver === 'overlay2' ? 'overlay2' : 'other',
    storageDriver: word(info.Driver),
    rootDir: info.DockerRootDir || defaultRootDir,
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

/**
 * `imageRef` of a commit is the image that it made (moby daemon/commit.go); `image` that of the container. `oldName` begins with the slash
 * that Docker stores before a name (moby daemon/rename.go).
 */
const eventAttributes = z.object({
  name: textOf(referenceChars),
  exitCode: textOf(wordChars),
  image: textOf(referenceChars),
  imageRef: textOf(referenceChars),
  container: textOf(referenceChars),
  oldName: textOf(referenceChars),
});
const noAttributes = { name: '', exitCode: '', image: '', imageRef: '', container: '', oldName: '' };
const eventLine = z.object({
  Type: z.unknown().optional(),
  Action: textOf(wordChars),
  Actor: z
    .object({
      ID: textOf(referenceChars),
      Attributes: eventAttributes.catch(noAttributes),
    })
    .catch({ ID: '', Attributes: noAttributes }),
  timeNano: z.number().catch(0),
});

/** A line of `GET /events`; API 1.52 leaves out `status`, `id` and `from`, which are not read here. */
export function presentEvent(line: Record<string, unknown>): DockerEvent {
  const { Type, Action, Actor, timeNano } = eventLine.parse(line);
  return {
    kind: Type === 'container' || Type === 'image' || Type === 'network' || Type === 'volume' ? Type : 'other',
    action: Action,
    id: Actor.ID,
    // A volume is called by its id alone.
    name: (Type === 'volume' ? Actor.ID : Actor.Attributes.name) || null,
    exitCode: /^\d{1,10}$/.test(Actor.Attributes.exitCode) ? Number(Actor.Attributes.exitCode) : null,
    image: (Action === 'commit' ? Actor.Attributes.imageRef : Actor.Attributes.image) || null,
    ...(Type === 'network' && Actor.Attributes.container && { container: Actor.Attributes.container }),
    ...(Action === 'rename' && Actor.Attributes.oldName && { oldName: Actor.Attributes.oldName.replace(/^\//, '') }),
    atMs: Math.floor(timeNano / 1e6),
  };
}

/** The daemon's clock and the node's name as of now, from `GET /info`. @throws AppError `docker_answer_malformed` */
export function presentHost(info: unknown): HostNow {
  const { SystemTime, Name } = parseAnswer(
    z.object({ SystemTime: textOf(wordChars), Name: textOf(wordChars) }),
    info,
    'GET /info',
  );
  return { clockMs: timeOf(SystemTime), hostname: Name };
}
