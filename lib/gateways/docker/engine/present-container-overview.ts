import { z } from 'zod';
import type { ContainerDetailDto } from '@/lib/shared/container-detail';
import { shellWord } from '@/lib/shared/shell-words';
import { answerLimits, clean, countOf, idOf, nameOf, parseAnswer, rowsOf, textOf } from './answer';
import { stateOf } from './present-containers';
import { timeOf } from './present-image-about';

const { wordChars, referenceChars, commandChars, pathChars, saidChars, listItems } = answerLimits;

/** One part of the answer: where it is missing or of another kind, it is as an empty one. */
const partOf = <T extends z.ZodRawShape>(shape: T) => {
  const part = z.object(shape);
  return part.catch(() => part.parse({}));
};
/** Go writes a map as an object; null where there is none. */
const mapOf = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((map) =>
      Object.entries(map)
        .slice(0, listItems)
        .map(([key, given]) => ({ key: clean(key, referenceChars), value: value.parse(given) })),
    );
const words = rowsOf(nameOf(commandChars));
/** Whole numbers, below zero too: `-1` is no limit, or an exit code of a daemon that knows none. */
const whole = z.number().int().catch(0);
const flag = z.boolean().catch(false);

const endpoint = partOf({
  IPAddress: textOf(wordChars),
  GlobalIPv6Address: textOf(wordChars),
  Gateway: textOf(wordChars),
  Aliases: rowsOf(nameOf(referenceChars)),
});
const mount = z.object({
  Type: textOf(wordChars),
  Name: textOf(referenceChars),
  Source: textOf(pathChars),
  Destination: textOf(pathChars),
  RW: z.boolean().catch(true),
});
const probe = z.object({ End: textOf(wordChars), ExitCode: whole, Output: textOf(saidChars) });
const answer = z.object({
  Id: idOf,
  RestartCount: countOf(0),
  State: partOf({
    Status: z.unknown().optional(),
    ExitCode: whole,
    OOMKilled: flag,
    Error: textOf(saidChars),
    FinishedAt: textOf(wordChars),
    Health: partOf({ Status: textOf(wordChars), FailingStreak: countOf(0), Log: rowsOf(probe) }),
  }),
  Config: partOf({
    Entrypoint: words,
    User: textOf(wordChars),
    WorkingDir: textOf(pathChars),
    Env: rowsOf(textOf(pathChars)),
    Labels: mapOf(textOf(commandChars)),
    Healthcheck: partOf({ Test: words, Interval: countOf(0), Retries: countOf(0) }),
  }),
  HostConfig: partOf({
    NetworkMode: textOf(referenceChars),
    RestartPolicy: partOf({ Name: textOf(wordChars), MaximumRetryCount: countOf(0) }),
    Memory: whole,
    NanoCpus: whole,
    CpuQuota: whole,
    CpuPeriod: whole,
    PidsLimit: whole,
    Tmpfs: mapOf(textOf(commandChars)),
  }),
  Mounts: rowsOf(mount),
  NetworkSettings: partOf({ Networks: mapOf(endpoint) }),
});
type Answer = z.output<typeof answer>;

/** The answer of `GET /containers/ID/json` as an overview shows it. @throws AppError `docker_answer_malformed` */
export function presentContainerOverview(given: unknown): ContainerDetailDto {
  const c = parseAnswer(answer, given, 'GET /containers/ID/json');
  const { Config, HostConfig } = c;
  return {
    id: c.Id,
    entrypoint: Config.Entrypoint,
    user: Config.User,
    workingDir: Config.WorkingDir,
    env: Config.Env.filter(Boolean),
    labels: Config.Labels,
    networks: networksOf(c),
    networkOf: /^container:(.+)$/.exec(HostConfig.NetworkMode)?.[1] ?? null,
    mounts: mountsOf(c),
    restart: {
      policy: HostConfig.RestartPolicy.Name || 'no',
      retriesMax: HostConfig.RestartPolicy.MaximumRetryCount || null,
      count: c.RestartCount,
    },
    limits: {
      memoryBytes: limitOf(HostConfig.Memory),
      cpus: cpusOf(HostConfig),
      pids: limitOf(HostConfig.PidsLimit),
    },
    exit: exitOf(c.State),
    healthCheck: healthCheckOf(c),
  };
}

const isoOrNull = (text: string): string | null => {
  const at = timeOf(text);
  return at === null ? null : new Date(at).toISOString();
};
/** 0 and -1 are none. */
const limitOf = (limit: number): number | null => (limit > 0 ? limit : null);

/** `--cpus`, or a quota as docker compose's older forms give it (moby pkg/sysinfo: a period of 100 ms where none is set). */
function cpusOf({ NanoCpus, CpuQuota, CpuPeriod }: Answer['HostConfig']): number | null {
  if (NanoCpus > 0) return NanoCpus / 1e9;
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod > 0 ? CpuPeriod : 100_000) : null;
}

function networksOf({ Id, State, NetworkSettings }: Answer): ContainerDetailDto['networks'] {
  const state = stateOf(State.Status);
  // Docker 20.10 goes on telling the address of one that could not be started again.
  const isUp = state === 'running' || state === 'paused';
  return NetworkSettings.Networks.map(({ key, value }) => ({
    name: key,
    ipv4: (isUp && value.IPAddress) || null,
    ipv6: (isUp && value.GlobalIPv6Address) || null,
    gateway: (isUp && value.Gateway) || null,
    // Before API 1.45 its short id is among them (moby api/server/router/container/inspect.go).
    aliases: value.Aliases.filter((alias) => alias !== '' && alias !== Id.slice(0, 12)),
  })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** In the order of the paths in the container. `--tmpfs` is in no list of mounts. */
function mountsOf({ Mounts, HostConfig }: Answer): ContainerDetailDto['mounts'] {
  return [
    ...Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
      ...{ type: Type, source: Type === 'volume' ? Name : Source, target: Destination, readOnly: !RW },
    })),
    ...HostConfig.Tmpfs.map(({ key, value }) => ({
      ...{ type: 'tmpfs', source: '', target: key, readOnly: value.split(',').includes('ro') },
    })),
  ].sort((a, b) => (a.target < b.target ? -1 : 1));
}

/** One that was created and never started has no end, unless it could not be started. */
function exitOf({ Status, ExitCode, OOMKilled, Error: error, FinishedAt }: Answer['State']): ContainerDetailDto['exit'] {
  const state = stateOf(Status);
  const isOver = state === 'exited' || state === 'restarting' || Status === 'dead';
  if (!isOver && !(state === 'created' && error !== '')) return null;
  return { code: ExitCode, isOutOfMemory: OOMKilled, error, finishedAt: isoOrNull(FinishedAt) };
}

const healthStates = z.enum(['starting', 'healthy', 'unhealthy']).nullable().catch(null);
/** What Docker takes where nothing is set (moby daemon/health.go). */
const healthDefaults = { intervalNs: 30e9, retries: 3 } as const;

/** `CMD` is argv, `CMD-SHELL` a line of a shell, `NONE` takes away that of the image. */
function healthCheckOf({ Config, State }: Answer): ContainerDetailDto['healthCheck'] {
  const { Test, Interval, Retries } = Config.Healthcheck;
  const [how, ...rest] = Test;
  if (how === undefined || how === 'NONE') return null;
  const { Status, FailingStreak, Log } = State.Health;
  return {
    command: how === 'CMD-SHELL' ? rest.join(' ') : rest.map(shellWord).join(' '),
    intervalMs: (Interval || healthDefaults.intervalNs) / 1e6,
    retries: Retries || healthDefaults.retries,
    state: healthStates.parse(Status),
    failures: FailingStreak,
    outputs: Log.map(({ End, ExitCode, Output }) => ({ at: isoOrNull(End), exitCode: ExitCode, text: Output })).reverse(),
  };
}
