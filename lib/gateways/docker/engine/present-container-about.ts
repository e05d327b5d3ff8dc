import { z } from 'zod';
import type { ContainerState } from '@/lib/shared/containers';
import { answerLimits, countOf, idOf, nameOf, parseAnswer, rowsOf, textOf } from './answer';
import { stateOf } from './present-containers';
import { timeOf } from './present-image-about';

const { referenceChars, commandChars, pathChars, wordChars } = answerLimits;

/** A container as it was made, and how it is. Times are by the node's clock, ms since 1970. */
export interface ContainerAbout {
  id: string;
  name: string;
  imageId: string;
  state: ContainerState;
  exitCode: number;
  pid: number | null;
  tty: boolean;
  stdin: boolean;
  /** Entrypoint and command, as they are run. */
  command: string[];
  /** As `docker run -p` takes them: `8080:80/tcp`. */
  ports: string[];
  /** Where in the container something is mounted. */
  mounts: string[];
  /** Limit in bytes; 0 without one. */
  memoryBytes: number;
  createdMs: number | null;
  startedMs: number | null;
  finishedMs: number | null;
}

const words = rowsOf(nameOf(commandChars));
const state = z.object({
  Status: z.unknown().optional(),
  Pid: countOf(0),
  ExitCode: countOf(0),
  StartedAt: textOf(wordChars),
  FinishedAt: textOf(wordChars),
});
const bindings = z.record(z.string().max(wordChars), rowsOf(z.object({ HostPort: textOf(wordChars) }))).catch({});
const answer = z.object({
  Id: idOf,
  Name: textOf(referenceChars),
  Image: textOf(referenceChars),
  Created: textOf(wordChars),
  Path: textOf(commandChars),
  Args: words,
  State: state.catch({ Status: null, Pid: 0, ExitCode: 0, StartedAt: '', FinishedAt: '' }),
  Config: z
    .object({ Tty: z.boolean().catch(false), OpenStdin: z.boolean().catch(false) })
    .catch({ Tty: false, OpenStdin: false }),
  HostConfig: z.object({ Memory: countOf(0), PortBindings: bindings }).catch({ Memory: 0, PortBindings: {} }),
  Mounts: rowsOf(z.object({ Destination: textOf(pathChars) })),
});

/** The answer of `GET /containers/ID/json`. @throws AppError `docker_answer_malformed` */
export function presentContainerAbout(given: unknown): ContainerAbout {
  const c = parseAnswer(answer, given, 'GET /containers/ID/json');
  return {
    id: c.Id,
    name: c.Name.replace(/^\//, ''),
    imageId: c.Image,
    state: stateOf(c.State.Status),
    exitCode: c.State.ExitCode,
    pid: c.State.Pid || null,
    tty: c.Config.Tty,
    stdin: c.Config.OpenStdin,
    command: [c.Path, ...c.Args].filter((word, index) => index > 0 || word !== ''),
    ports: Object.entries(c.HostConfig.PortBindings).flatMap(([port, hosts]) =>
      hosts.map(({ HostPort }) => `${HostPort}:${port}`),
    ),
    mounts: c.Mounts.map((mount) => mount.Destination),
    memoryBytes: c.HostConfig.Memory,
    createdMs: timeOf(c.Created),
    startedMs: timeOf(c.State.StartedAt),
    finishedMs: timeOf(c.State.FinishedAt),
  };
}

const changeKinds = ['C', 'A', 'D'] as const;

/**
 * The answer of `GET /containers/ID/changes` as `docker diff` prints it; `null` stands for none. All of it, a hundred thousand lines where
 * somebody has installed a desktop: its length is bounded as that of any answer (`careful-requests.ts`). A schema for each row would hold up
 * everybody for as many.
 */
export function presentChanges(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((row: { Kind?: unknown; Path?: unknown } | null) => {
    const kind = changeKinds[row?.Kind as number];
    return kind !== undefined && typeof row?.Path === 'string' && row.Path.length <= pathChars ? [`${kind} ${row.Path}`] : [];
  });
}
