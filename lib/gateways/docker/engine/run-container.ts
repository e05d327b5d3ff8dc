import type Docker from 'dockerode';
import type { ContainerDto, RunContainer } from '@/lib/shared/containers';
import type { About } from './docker-errors';

type Call = <T>(work: (abortSignal: AbortSignal) => Promise<T>) => Promise<T>;

/** What a call about this container tells in its errors. */
export const aboutRun = (input: RunContainer): About => ({ image: input.image, ...(input.name && { container: input.name }) });

/** `docker run -d`: creates and starts. @returns the new container's id. @throws AppError; what could not start is removed again */
export async function createAndStart(docker: Docker, call: Call, input: RunContainer): Promise<string> {
  const created = await call((abortSignal) => docker.createContainer({ ...createBody(input), abortSignal }));
  try {
    await call((abortSignal) => created.start({ abortSignal }));
  } catch (error) {
    // A container that could not start would keep the name: take it away again, as `docker run --rm` would.
    await call((abortSignal) => created.remove({ force: true, abortSignal })).catch(() => {});
    throw error;
  }
  return created.id;
}

/** The body of `POST /containers/create` that docker/cli (container/opts.go) makes of the same flags. */
export function createBody(input: RunContainer): Docker.ContainerCreateOptions {
  const ports = Map.groupBy(input.ports, (port) => `${port.containerPort}/${port.protocol}`);
  const [anonymous, named] = [true, false].map((isAnonymous) =>
    input.volumes.filter(({ source }) => (source === undefined) === isAnonymous),
  );
  return {
    ...(input.name && { name: input.name }),
    Image: input.image,
    ...(input.command.length > 0 && { Cmd: input.command }),
    // An empty one takes the image's away.
    ...(input.entrypoint !== undefined && { Entrypoint: [input.entrypoint] }),
    Tty: input.tty,
    OpenStdin: input.interactive,
    Env: input.env,
    Labels: Object.fromEntries(input.labels.map((label) => splitAt(label, label.indexOf('=')))),
    ...(input.user !== undefined && { User: input.user }),
    ...(input.workdir !== undefined && { WorkingDir: input.workdir }),
    ExposedPorts: Object.fromEntries([...ports.keys()].map((key) => [key, {}])),
    Volumes: Object.fromEntries((anonymous ?? []).map(({ target }) => [target, {}])),
    HostConfig: hostConfig(input, ports, named ?? []),
  };
}

/** The typed allow-list: nothing else of HostConfig can be asked for. */
function hostConfig(
  input: RunContainer,
  ports: ReadonlyMap<string, RunContainer['ports']>,
  named: RunContainer['volumes'],
): Docker.HostConfig {
  return {
    AutoRemove: input.autoRemove,
    PortBindings: Object.fromEntries(
      [...ports].map(([key, all]) => [
        key,
        all.map(({ hostIp, hostPort }) => ({ ...(hostIp && { HostIp: hostIp }), HostPort: hostPort ? String(hostPort) : '' })),
      ]),
    ),
    Binds: named.map(({ source, target, readOnly }) => `${source}:${target}${readOnly ? ':ro' : ''}`),
    ...(input.network !== undefined && { NetworkMode: input.network }),
    ...(input.memoryBytes !== undefined && { Memory: input.memoryBytes }),
    ...(input.cpus !== undefined && { NanoCpus: Math.round(input.cpus * 1e9) }),
    ...(input.pids !== undefined && { PidsLimit: input.pids }),
    ...(input.restart !== undefined && {
      RestartPolicy: { Name: input.restart, MaximumRetryCount: input.restartRetries ?? 0 },
    }),
    ...(input.privileged && { Privileged: true }),
    ...(input.capAdd.length > 0 && { CapAdd: input.capAdd }),
    ...(input.pid !== undefined && { PidMode: input.pid }),
    ...(input.devices.length > 0 && { Devices: input.devices.map(deviceOf) }),
  };
}

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at + 1)];

/** `/dev/x[:/dev/y][:rwm]`, as docker/cli reads `--device`. */
function deviceOf(device: string): { PathOnHost: string; PathInContainer: string; CgroupPermissions: string } {
  const [host = '', ...more] = device.split(':');
  const rights = more.at(-1)?.startsWith('/') ? undefined : more.pop();
  return { PathOnHost: host, PathInContainer: more[0] ?? host, CgroupPermissions: rights ?? 'rwm' };
}

/** A container of `--rm` that is over and gone before it could be listed. */
export function goneAlready(id: string, input: RunContainer): ContainerDto {
  return {
    id,
    name: input.name ?? id.slice(0, 12),
    image: input.image,
    imageId: '',
    command: input.command.join(' '),
    state: 'exited',
    health: null,
    exitCode: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    ports: [],
  };
}
