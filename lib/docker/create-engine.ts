import Docker from 'dockerode';
import { AppError } from '@/lib/errors';
import type { RunContainer } from '@/lib/shared/docker';
import { createChannelAgent } from './channel-agent';
import { type About, mapEngineError, mapMessage } from './docker-errors';
import type { ContainerDetail, DockerEngine, DockerEvent, ImageDetail, OpenDockerChannel } from './engine';
import { openExec } from './exec';
import { presentContainer, presentFacts, presentImage } from './present';
import { createPullProgress } from './pull-progress';
import { jsonLines, logLines } from './streams';

const quickMs = 10_000;
const slowMs = 60_000;
/** Networks every daemon has (moby daemon/network_settings). */
const ownNetworks = new Set(['bridge', 'host', 'none', 'ingress', 'docker_gwbridge']);
/** Docker 20.10 speaks 1.41, Docker 29 no less than 1.44: each answers unversioned calls in its own newest version. */
type Call<T> = (signal: AbortSignal) => Promise<T>;

/** The Engine API over the channels `open` gives, by plain dockerode with our own agent (docs/decisions/002). */
export function createDockerEngine(open: OpenDockerChannel): DockerEngine {
  const agent = createChannelAgent(open);
  // Host and port are never dialled: the agent makes every socket.
  const docker = new Docker({ protocol: 'http', host: 'docker', port: 80, agent } as Docker.DockerOptions);
  const container = (ref: string) => docker.getContainer(encodeURIComponent(ref));

  /** One call with a deadline and our errors. */
  async function call<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await Promise.race([work(signal), rejectOn(signal)]);
    } catch (error) {
      if (signal.aborted)
        throw new AppError('node_deadline', { detail: `Docker did not answer in ${timeoutMs / 1000} s`, cause: error });
      throw mapEngineError(error, about);
    }
  }

  async function listContainers() {
    return (await call((abortSignal) => docker.listContainers({ all: true, abortSignal }))).map(presentContainer);
  }

  return {
    ping: async () => void (await call(() => docker.ping())),
    facts: async () => {
      // One after the other: a second channel would cost the round trip that it saves, and be held for nothing.
      const version = await call(() => docker.version());
      const info = await call(() => docker.info());
      return presentFacts(info as Record<string, unknown>, version);
    },
    listContainers,
    listImages: async (known) => {
      const [images, containers] = await Promise.all([
        call((abortSignal) => docker.listImages({ abortSignal })),
        known ?? listContainers(),
      ]);
      return images.map((image) => presentImage(image, containers));
    },
    inspectContainer: async (ref) =>
      presentDetail(
        await call(
          (abortSignal) => container(ref).inspect({ size: true, abortSignal } as Docker.ContainerInspectOptions),
          { container: ref },
          slowMs,
        ),
      ),
    inspectImage: async (ref) => {
      const image = docker.getImage(encodeURIComponent(ref));
      const about = { image: ref };
      const [inspect, history] = await Promise.all([call(() => image.inspect(), about), call(() => image.history(), about)]);
      return presentImageDetail(inspect, history as HistoryRow[]);
    },
    runContainer: (input) => runContainer(docker, call, input, listContainers),
    startContainer: async (ref) =>
      void (await call((abortSignal) => container(ref).start({ abortSignal }), { container: ref }, slowMs)),
    stopContainer: async (ref, timeoutSeconds) =>
      void (await call(
        (abortSignal) => container(ref).stop({ t: timeoutSeconds, abortSignal }),
        { container: ref },
        slowMs + timeoutSeconds * 1000,
      ).catch(ignoreNotModified)),
    removeContainer: async (ref, force) =>
      void (await call((abortSignal) => container(ref).remove({ force, abortSignal }), { container: ref }, slowMs)),
    logs: async (ref, tail) => {
      const tty = await hasTty(ref);
      const stream = await openLogs(ref, { tail, follow: false }, AbortSignal.timeout(slowMs));
      const all = [];
      try {
        for await (const line of logLines(stream, tty)) all.push(line);
      } catch (error) {
        throw mapEngineError(error, { container: ref });
      }
      return all.slice(-tail);
    },
    async *followLogs(ref, tail, signal) {
      const tty = await hasTty(ref);
      const stream = await openLogs(ref, { tail, follow: true }, signal);
      for await (const line of logLines(stream, tty)) yield [line];
    },
    pullImage: async (ref, onProgress, signal) => {
      const progress = createPullProgress();
      const about = { image: ref };
      try {
        const stream = (await docker.createImage({ ...splitReference(ref), abortSignal: signal })) as NodeJS.ReadableStream &
          AsyncIterable<Buffer>;
        for await (const line of jsonLines(stream)) {
          const problem = (line.errorDetail as { message?: string } | undefined)?.message ?? line.error;
          if (typeof problem === 'string') throw mapMessage(problem, about);
          if (progress.take(line)) onProgress(progress.picture());
        }
      } catch (error) {
        throw signal.aborted ? new AppError('cancelled', { cause: error }) : mapEngineError(error, about);
      }
      if (signal.aborted) throw new AppError('cancelled');
      // A stream that merely ends is no success: Docker says "Status: …" when the image is there.
      if (progress.status() === null) throw new AppError('node_lost', { detail: 'The pull ended without an answer.' });
    },
    removeImage: async (ref, force) => {
      const rows = (await call(
        (abortSignal) => docker.getImage(encodeURIComponent(ref)).remove({ force, abortSignal }),
        { image: ref },
        slowMs,
      )) as Array<Record<'Untagged' | 'Deleted', string | undefined>>;
      return { untagged: rows.flatMap((r) => r.Untagged ?? []), deleted: rows.flatMap((r) => r.Deleted ?? []) };
    },
    listVolumes: async () =>
      ((await call((abortSignal) => docker.listVolumes({ abortSignal }))).Volumes ?? []).map((volume) => volume.Name),
    removeVolume: async (name) =>
      void (await call(
        (abortSignal) => docker.getVolume(encodeURIComponent(name)).remove({ force: true, abortSignal }),
        {},
        slowMs,
      )),
    listNetworks: async () =>
      (await call((abortSignal) => docker.listNetworks({ abortSignal })))
        .filter((network) => !ownNetworks.has(network.Name))
        .map((network) => ({ id: network.Id, name: network.Name })),
    removeNetwork: async (id) =>
      void (await call((abortSignal) => docker.getNetwork(encodeURIComponent(id)).remove({ abortSignal }), {}, slowMs)),
    exec: (ref, options) => call(() => openExec(container(ref), options), { container: ref }),
    async *events(signal) {
      const stream = await call(
        () => docker.getEvents({ abortSignal: signal }) as Promise<NodeJS.ReadableStream & AsyncIterable<Buffer>>,
      );
      yield { kind: 'other', action: 'subscribed', id: '', name: null, atMs: Date.now() };
      for await (const line of jsonLines(stream)) yield presentEvent(line);
    },
    close: () => agent.destroy(),
  };

  async function hasTty(ref: string): Promise<boolean> {
    const detail = await call(() => container(ref).inspect(), { container: ref });
    return detail.Config?.Tty === true;
  }

  async function openLogs(
    ref: string,
    options: { tail: number; follow: boolean },
    abortSignal: AbortSignal,
  ): Promise<AsyncIterable<Buffer>> {
    // dockerode's `logs` gives a stream only with `follow`, and with `until` an old daemon (20.10) still waits for the next line:
    // so the same request, asked of its modem as a stream.
    const stream = await call(
      () =>
        new Promise<unknown>((resolve, reject) => {
          docker.modem.dial(
            {
              path: `/containers/${encodeURIComponent(ref)}/logs?`,
              method: 'GET',
              isStream: true,
              abortSignal,
              statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
              options: { stdout: true, stderr: true, timestamps: true, tail: options.tail, follow: options.follow },
            },
            (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)),
          );
        }),
      { container: ref },
    );
    return stream as NodeJS.ReadableStream & AsyncIterable<Buffer>;
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** 304: it was stopped already, which is what was asked for. */
function ignoreNotModified(error: unknown): void {
  const cause = (error as { cause?: { statusCode?: number } }).cause;
  const detail = (error as AppError).detail ?? '';
  if (cause?.statusCode !== 304 && !/304|not modified/i.test(detail)) throw error;
}

/** `fromImage` and `tag` of POST /images/create; without a tag Docker would pull every tag there is. */
export function splitReference(ref: string): { fromImage: string; tag?: string } {
  if (ref.includes('@')) return { fromImage: ref };
  const colon = ref.lastIndexOf(':');
  return colon > ref.lastIndexOf('/')
    ? { fromImage: ref.slice(0, colon), tag: ref.slice(colon + 1) }
    : { fromImage: ref, tag: 'latest' };
}

async function runContainer(
  docker: Docker,
  call: <T>(work: Call<T>, about?: About, timeoutMs?: number) => Promise<T>,
  input: RunContainer,
  list: DockerEngine['listContainers'],
) {
  const about: About = { image: input.image, ...(input.name && { container: input.name }) };
  const ports = input.ports.map((p) => ({
    key: `${p.containerPort}/${p.protocol}`,
    binding: { HostPort: p.hostPort ? String(p.hostPort) : '' },
  }));
  const created = await call(
    (abortSignal) =>
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
    about,
    slowMs,
  );
  try {
    await call((abortSignal) => created.start({ abortSignal }), about, slowMs);
  } catch (error) {
    // A container that could not start would keep the name: take it away again, as `docker run --rm` would.
    await call((abortSignal) => created.remove({ force: true, abortSignal }), about).catch(() => {});
    throw error;
  }
  const found = (await list()).find((c) => c.id === created.id);
  if (found) return found;
  // With --rm it may be over and gone already.
  const now = new Date().toISOString();
  return {
    id: created.id,
    name: input.name ?? created.id.slice(0, 12),
    image: input.image,
    imageId: '',
    command: input.command.join(' '),
    state: 'exited' as const,
    status: '',
    exitCode: null,
    createdAt: now,
    ports: [],
  };
}

function presentDetail(c: Docker.ContainerInspectInfo): ContainerDetail {
  const states = { created: 1, running: 1, paused: 1, restarting: 1, removing: 1, exited: 1, dead: 1 };
  const state = c.State?.Status;
  return {
    id: c.Id,
    name: (c.Name ?? '').replace(/^\//, ''),
    imageId: c.Image ?? '',
    state: state && state in states ? (state as ContainerDetail['state']) : 'dead',
    pid: c.State?.Pid ? c.State.Pid : null,
    tty: c.Config?.Tty === true,
    upperDir: (c.GraphDriver?.Data as Record<string, string> | null)?.UpperDir ?? null,
    sizeRwBytes: (c as { SizeRw?: number }).SizeRw ?? null,
  };
}

interface HistoryRow {
  CreatedBy?: string;
  Size?: number;
}

function presentImageDetail(image: Docker.ImageInspectInfo, history: HistoryRow[]): ImageDetail {
  const diffIds = image.RootFS?.Layers ?? [];
  const rows = [...history]
    .reverse()
    .map((h) => ({ createdBy: h.CreatedBy ?? '', sizeBytes: h.Size ?? 0, empty: (h.Size ?? 0) === 0 }));
  return { id: image.Id, tags: image.RepoTags ?? [], sizeBytes: image.Size ?? 0, diffIds, history: rows };
}

function presentEvent(line: Record<string, unknown>): DockerEvent {
  const type = line.Type;
  const actor = (line.Actor ?? {}) as { ID?: string; Attributes?: Record<string, string> };
  return {
    kind: type === 'container' || type === 'image' ? type : 'other',
    action: typeof line.Action === 'string' ? line.Action : '',
    id: actor.ID ?? '',
    name: actor.Attributes?.name ?? null,
    atMs: typeof line.timeNano === 'number' ? Math.floor(line.timeNano / 1e6) : 0,
  };
}
