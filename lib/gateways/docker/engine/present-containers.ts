import { z } from 'zod';
import { type ContainerDto, containerStateSchema } from '@/lib/shared/containers';
import { answerLimits, countOf, idOf, isoOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';
import type { ContainerDetail } from './containers';

const { wordChars, referenceChars, commandChars, pathChars } = answerLimits;
const port = countOf(null, 65_535);

/** Podman's words for what Docker's Engine has no word for (libpod/define/containerstate.go), and the states of moby. */
const states: Record<string, ContainerDto['state']> = {
  ...Object.fromEntries(containerStateSchema.options.map((state) => [state, state])),
  initialized: 'created',
  configured: 'created',
  stopping: 'running',
  stopped: 'exited',
};
/** A state as the Engine says it. */
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
  // compose-spec, `com.docker.compose.*`: what docker compose and its older forms set on what they make.
  Labels: z
    .object({ 'com.docker.compose.project': textOf(wordChars), 'com.docker.compose.service': textOf(wordChars) })
    .catch({ 'com.docker.compose.project': '', 'com.docker.compose.service': '' }),
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
    const project = row.Labels['com.docker.compose.project'];
    const state = stateOf(row.State);
    const exit = /^Exited \((\d{1,10})\)/.exec(row.Status);
    return {
      id: row.Id,
      name: row.Names.map((name) => name.replace(/^\//, '')).find((name) => name && !name.includes('/')) ?? row.Id.slice(0, 12),
      image: row.Image,
      imageId: row.ImageID,
      command: row.Command,
      state,
      health: healthOf(row.Status),
      exitCode: exit ? Number(exit[1]) : null,
      createdAt: isoOf(row.Created),
      startedAt: null,
      // Docker 28.5 goes on listing those of one that could not be started again.
      ports: state === 'running' || state === 'paused' ? uniquePorts(row.Ports) : [],
      upSeconds: upSeconds(row.Status),
      ...(project && { compose: { project, service: row.Labels['com.docker.compose.service'] } }),
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

const containerAnswer = z.object({
  Id: idOf,
  Name: textOf(referenceChars),
  Image: textOf(referenceChars),
  State: z
    .object({ Status: z.unknown().optional(), Pid: countOf(0), StartedAt: textOf(wordChars) })
    .catch({ Status: null, Pid: 0, StartedAt: '' }),
  Config: z.object({ Tty: z.boolean().catch(false) }).catch({ Tty: false }),
  GraphDriver: z
    .object({ Data: z.object({ UpperDir: textOf(pathChars) }).catch({ UpperDir: '' }) })
    .catch({ Data: { UpperDir: '' } }),
  SizeRw: countOf(null),
});

/** The answer of `GET /containers/ID/json`. @throws AppError `docker_answer_malformed` */
export function presentDetail(answer: unknown): ContainerDetail {
  const c = parseAnswer(containerAnswer, answer, 'GET /containers/ID/json');
  const startedAtMs = Date.parse(c.State.StartedAt);
  const state = stateOf(c.State.Status);
  const runs = state === 'running' || state === 'paused';
  return {
    id: c.Id,
    name: c.Name.replace(/^\//, ''),
    imageId: c.Image,
    state,
    startedAt: runs && startedAtMs > 0 ? new Date(startedAtMs).toISOString() : null,
    pid: c.State.Pid || null,
    tty: c.Config.Tty,
    upperDir: c.GraphDriver.Data.UpperDir || null,
    sizeRwBytes: c.SizeRw,
  };
}

/** The answer of `POST /commit`: the id of the image that was made. */
export const presentCommitted = (answer: unknown): string => parseAnswer(z.object({ Id: idOf }), answer, 'POST /commit').Id;
