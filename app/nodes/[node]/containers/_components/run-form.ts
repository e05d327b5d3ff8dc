import { type AskedPrivilege, type ContainerPrivilege, privilegesAsked } from '@/lib/shared/container-privileges';
import type { ContainerDto, RunContainer } from '@/lib/shared/containers';
import { bytesOf, memoryText } from '@/lib/shared/docker-memory';
import type { ImageDto } from '@/lib/shared/images';
import { readPorts, readVolume } from '@/lib/shared/run-flags';
import { imageToCome, type NotHeld, publishText, type RunLine, volumeText } from '@/lib/shared/run-line';
import { shellWord, splitWords } from '@/lib/shared/shell-words';

/** The run form as typed; each field bears the name of its part of the request. */
export interface RunValues {
  image: string;
  name: string;
  command: string;
  entrypoint: string;
  /** Its terminal is opened once it runs; `interactive` and `tty` then go without saying. */
  attached: boolean;
  interactive: boolean;
  tty: boolean;
  autoRemove: boolean;
  ports: string;
  env: string;
  labels: string;
  volumes: string;
  network: string;
  memoryBytes: string;
  cpus: string;
  pids: string;
  restart: string;
  restartRetries: string | number;
  user: string;
  workdir: string;
  privileged: boolean;
  capAdd: string;
  devices: string;
  pid: boolean;
}

/** A part of a pasted line that is not in the form: {@link NotHeld}, a line break inside a variable, or what is not the reader's to give. */
export interface LeftOut {
  text: string;
  why: NotHeld['why'] | 'lineBreak' | ContainerPrivilege;
}

/** The lines of a text that have something in them. Blanks at the end of a line belong to a value. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line.trim() !== '');

/** A line in its place that the schema refuses there. */
const notPort = { containerPort: Number.NaN, protocol: 'tcp' } as const;

/** What is typed as ports or volumes, each with its line: a range is several ports. */
const portLines = (text: string) =>
  linesOf(text).flatMap((line) => (readPorts(line.trim()) ?? [notPort]).map((port) => ({ line, port })));

/** The line of a field that a path of the body is about: `env.1` is the second. All of it where the path is about the whole. */
export function lineAt(values: RunValues, path: string): string {
  const [field, index] = path.split('.');
  const text = values[field as 'env'];
  if (index === undefined) return text;
  const lines = field === 'ports' ? portLines(text).map(({ line }) => line) : field === 'capAdd' ? wordsOf(text) : linesOf(text);
  return lines[Number(index)] ?? text;
}

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const orNothing = (text: string): string | undefined => text.trim() || undefined;
const numberOr = <T>(text: string, read: (text: string) => T): T | undefined => (text.trim() === '' ? undefined : read(text));

/** What is typed as an entrypoint: one word, `''` for none at all. Of several words only the first is taken: {@link wordProblems}. */
const entrypointOf = (text: string): string | undefined => splitWords(text)?.[0];

/** The form as the body of the request. What cannot be read stays in its place, as something the schema refuses. */
export function bodyOf(values: RunValues): RunContainer {
  return {
    image: values.image.trim(),
    name: orNothing(values.name),
    command: splitWords(values.command) ?? [],
    entrypoint: entrypointOf(values.entrypoint),
    interactive: values.attached || values.interactive,
    tty: values.attached || values.tty,
    autoRemove: values.autoRemove,
    ports: portLines(values.ports).map(({ port }) => port),
    env: linesOf(values.env),
    labels: linesOf(values.labels).map((line) => (line.includes('=') ? line : `${line}=`)),
    volumes: linesOf(values.volumes).map((line) => readVolume(line.trim())?.[0] ?? { target: line, readOnly: false }),
    network: orNothing(values.network),
    memoryBytes: numberOr(values.memoryBytes, bytesOf),
    cpus: numberOr(values.cpus, Number),
    pids: numberOr(values.pids, Number),
    restart: (values.restart || undefined) as RunContainer['restart'],
    restartRetries: values.restart === 'on-failure' ? numberOr(String(values.restartRetries), Number) : undefined,
    user: orNothing(values.user),
    workdir: orNothing(values.workdir),
    privileged: values.privileged,
    capAdd: wordsOf(values.capAdd),
    devices: linesOf(values.devices).map((line) => line.trim()),
    pid: values.pid ? 'host' : undefined,
  };
}

/** Fields that are words of a command line, and are none. */
export function wordProblems({ command, entrypoint }: RunValues): Array<'command' | 'entrypoint'> {
  const word = splitWords(entrypoint);
  return [
    ...(splitWords(command) === null ? (['command'] as const) : []),
    ...(word === null || word.length > 1 ? (['entrypoint'] as const) : []),
  ];
}

/**
 * A request as it stands in the form, {@link bodyOf} the other way round.
 * @param mayGive whether the reader may run containers with access to the node. Fields that only they see are empty otherwise.
 */
export function valuesOf(
  { run, attached }: Pick<RunLine, 'run' | 'attached'>,
  mayGive: boolean,
): { values: RunValues; leftOut: LeftOut[] } {
  const broken = [...run.env.map((text) => `-e ${text}`), ...run.labels.map((text) => `-l ${text}`)].filter(hasBreak);
  const leftOut: LeftOut[] = broken.map((text) => ({ text, why: 'lineBreak' }));
  const given = mayGive ? run : { ...run, privileged: false, capAdd: [], devices: [], pid: undefined };
  for (const asked of mayGive ? [] : privilegesAsked(run))
    if (!isInSight(asked)) leftOut.push({ text: asked.flag, why: asked.privilege });
  return {
    leftOut,
    values: {
      image: run.image === imageToCome ? '' : run.image,
      name: run.name ?? '',
      command: run.command.map(shellWord).join(' '),
      entrypoint: run.entrypoint === undefined ? '' : shellWord(run.entrypoint),
      attached,
      interactive: run.interactive,
      tty: run.tty,
      autoRemove: run.autoRemove,
      ports: run.ports.map(publishText).join('\n'),
      env: run.env.filter((text) => !hasBreak(text)).join('\n'),
      labels: run.labels.filter((text) => !hasBreak(text)).join('\n'),
      volumes: run.volumes.map(volumeText).join('\n'),
      network: run.network ?? '',
      memoryBytes: run.memoryBytes === undefined ? '' : memoryText(run.memoryBytes),
      cpus: run.cpus === undefined ? '' : String(run.cpus),
      pids: run.pids === undefined ? '' : String(run.pids),
      restart: run.restart ?? '',
      restartRetries: run.restartRetries ?? '',
      user: run.user ?? '',
      workdir: run.workdir ?? '',
      privileged: given.privileged,
      capAdd: given.capAdd.join(' '),
      devices: given.devices.join('\n'),
      pid: given.pid !== undefined,
    },
  };
}

/** Whether it is asked for in a field that everybody has. */
const isInSight = ({ path }: AskedPrivilege): boolean => !/^(privileged|capAdd|devices|pid)/.test(path);

/** What a line that was read asks of the node in fields that stay filled in: said at once, and not only when it is run. */
export const refusedInSight = (run: RunContainer, mayGive: boolean): AskedPrivilege[] =>
  mayGive ? [] : privilegesAsked(run).filter(isInSight);

const hasBreak = (text: string): boolean => /[\r\n]/.test(text);

/** A port of the node that a running container publishes. */
export interface TakenPort {
  port: number;
  protocol: string;
  container: string;
  ip: string | null;
}

/** By running containers alone: what else listens on the node is known to Docker when it starts one. */
export const takenPorts = (containers: readonly ContainerDto[]): TakenPort[] =>
  containers.flatMap(({ name, ports }) =>
    ports.flatMap(({ hostPort, protocol, ip }) => (hostPort === null ? [] : [{ port: hostPort, protocol, container: name, ip }])),
  );

/** Those of them that a request wants too, each once. */
export function portsInTheWay(ports: RunContainer['ports'], taken: readonly TakenPort[]): TakenPort[] {
  const every = (ip: string | null | undefined): boolean => !ip || ip === '0.0.0.0' || ip === '::';
  const inTheWay = taken.filter((one) =>
    ports.some(
      ({ hostIp, hostPort, protocol }) =>
        hostPort === one.port && protocol === one.protocol && (every(hostIp) || every(one.ip) || hostIp === one.ip),
    ),
  );
  // Docker publishes on IPv4 and on IPv6.
  return inTheWay.filter((one, index) => inTheWay.findIndex(({ port }) => port === one.port) === index);
}

/** Is there an image that `docker run` would take for this reference, without a pull? By tag (`latest` when none is given), digest or id. */
export function isOnNode(images: readonly ImageDto[], reference: string): boolean {
  const named = /(:[^/]+|@.+)$/.test(reference) ? reference : `${reference}:latest`;
  const id = reference.replace(/^sha256:/, '');
  return images.some(
    (image) =>
      image.tags.includes(named) ||
      image.digests.includes(reference) ||
      (/^[a-f0-9]{4,64}$/.test(id) && image.id.replace(/^sha256:/, '').startsWith(id)),
  );
}
