import type Docker from 'dockerode';
import type { ContainerDto, RunContainer } from '@/lib/shared/containers';
import type { About } from './docker-errors';

type Call = <T>(work: (abortSignal: AbortSignal) => Promise<T>) => Promise<T>;

/** What a call about this container tells in its errors. */
export const aboutRun = (input: RunContainer): About => ({ image: input.image, ...(input.name && { container: input.name }) });

/** `docker run -d`: creates and starts. @returns the new container's id. @throws AppError; what could not start is removed again */
export async function createAndStart(docker: Docker, call: Call, input: RunContainer): Promise<string> {
  const ports = input.ports.map((p) => ({
    key: `${p.containerPort}/${p.protocol}`,
    binding: { HostPort: p.hostPort ? String(p.hostPort) : '' },
  }));
  const created = await call((abortSignal) =>
    docker.createContainer({
      ...(input.name && { name: input.name }),
      Image: input.image,
      ...(input.command.length > 0 && { Cmd: input.command }),
      Tty: input.tty,
      OpenStdin: input.interactive,
      Env: input.env,
      ExposedPorts: Object.fromEntries(ports.map((p) => [p.key, {}])),
      // The typed allow-list: nothing else of HostConfig can be asked for.
      HostConfig: {
        AutoRemove: input.autoRemove,
        PortBindings: Object.fromEntries(ports.map((p) => [p.key, ports.filter((o) => o.key === p.key).map((o) => o.binding)])),
      },
      abortSignal,
    }),
  );
  try {
    await call((abortSignal) => created.start({ abortSignal }));
  } catch (error) {
    // A container that could not start would keep the name: take it away again, as `docker run --rm` would.
    await call((abortSignal) => created.remove({ force: true, abortSignal })).catch(() => {});
    throw error;
  }
  return created.id;
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
