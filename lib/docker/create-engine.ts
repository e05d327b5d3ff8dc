import type { Agent } from 'node:http';
import Docker from 'dockerode';
import { AppError } from '@/lib/errors';
import type { ContainerDto, LogLine, RunContainer } from '@/lib/shared/docker';
import type { JobProgress } from '@/lib/shared/jobs';
import { makeRequestsCareful } from './careful-requests';
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
  return new Engine(open);
}

/** A class, not closures: one is held for each node (docs/decisions/012-what-a-held-node-costs.md). */
class Engine implements DockerEngine {
  readonly #agent: Agent;
  readonly #docker: Docker;

  constructor(open: OpenDockerChannel) {
    this.#agent = createChannelAgent(open);
    // Host and port are never dialled: the agent makes every socket.
    this.#docker = new Docker({ protocol: 'http', host: 'docker', port: 80, agent: this.#agent } as Docker.DockerOptions);
    makeRequestsCareful(this.#docker);
  }

  #container(ref: string): Docker.Container {
    return this.#docker.getContainer(encodeURIComponent(ref));
  }

  /** One call with a deadline and our errors. */
  async #call<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    const deadline = new AbortController();
    const { signal } = deadline;
    // Not AbortSignal.timeout(): its timer, and all that hangs on it, would outlive an answer that came in time.
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      return await Promise.race([work(signal), rejectOn(signal)]);
    } catch (error) {
      if (signal.aborted)
        throw new AppError('node_deadline', { detail: `Docker did not answer in ${timeoutMs / 1000} s`, cause: error });
      throw mapEngineError(error, about);
    } finally {
      clearTimeout(timer);
    }
  }

  async listContainers() {
    return (await this.#call((abortSignal) => this.#docker.listContainers({ all: true, abortSignal }))).map(presentContainer);
  }

  async ping() {
    await this.#call(() => this.#docker.ping());
  }

  async facts() {
    // One after the other: a second channel would cost the round trip that it saves, and be held for nothing.
    const version = await this.#call(() => this.#docker.version());
    const info = await this.#call(() => this.#docker.info());
    return presentFacts(info as Record<string, unknown>, version);
  }

  async listImages(known?: ContainerDto[]) {
    const [images, containers] = await Promise.all([
      this.#call((abortSignal) => this.#docker.listImages({ abortSignal })),
      known ?? this.listContainers(),
    ]);
    return images.map((image) => presentImage(image, containers));
  }

  async inspectContainer(ref: string) {
    return presentDetail(
      await this.#call(
        (abortSignal) => this.#container(ref).inspect({ size: true, abortSignal } as Docker.ContainerInspectOptions),
        { container: ref },
        slowMs,
      ),
    );
  }

  async inspectImage(ref: string) {
    const image = this.#docker.getImage(encodeURIComponent(ref));
    const about = { image: ref };
    const [inspect, history] = await Promise.all([
      this.#call(() => image.inspect(), about),
      this.#call(() => image.history(), about),
    ]);
    return presentImageDetail(inspect, history as HistoryRow[]);
  }

  runContainer(input: RunContainer) {
    return runContainer(
      this.#docker,
      (work, about, timeoutMs) => this.#call(work, about, timeoutMs),
      input,
      () => this.listContainers(),
    );
  }

  async startContainer(ref: string) {
    await this.#call((abortSignal) => this.#container(ref).start({ abortSignal }), { container: ref }, slowMs);
  }

  async stopContainer(ref: string, timeoutSeconds: number) {
    await this.#call(
      (abortSignal) => this.#container(ref).stop({ t: timeoutSeconds, abortSignal }),
      { container: ref },
      slowMs + timeoutSeconds * 1000,
    ).catch(ignoreNotModified);
  }

  async removeContainer(ref: string, force: boolean) {
    await this.#call((abortSignal) => this.#container(ref).remove({ force, abortSignal }), { container: ref }, slowMs);
  }

  async logs(ref: string, tail: number) {
    const tty = await this.#hasTty(ref);
    const stream = await this.#openLogs(ref, { tail, follow: false }, AbortSignal.timeout(slowMs));
    const all: LogLine[] = [];
    try {
      // A node may send more than it was asked for.
      for await (const line of logLines(stream, tty)) if (all.push(line) > tail) all.shift();
    } catch (error) {
      throw mapEngineError(error, { container: ref });
    }
    return all;
  }

  async *followLogs(ref: string, tail: number, signal: AbortSignal): AsyncGenerator<LogLine[]> {
    const tty = await this.#hasTty(ref);
    const stream = await this.#openLogs(ref, { tail, follow: true }, signal);
    for await (const line of logLines(stream, tty)) yield [line];
  }

  async pullImage(ref: string, onProgress: (progress: JobProgress) => void, signal: AbortSignal) {
    const progress = createPullProgress();
    const about = { image: ref };
    try {
      const stream = (await this.#docker.createImage({ ...splitReference(ref), abortSignal: signal })) as NodeJS.ReadableStream &
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
  }

  async removeImage(ref: string, force: boolean) {
    const rows = (await this.#call(
      (abortSignal) => this.#docker.getImage(encodeURIComponent(ref)).remove({ force, abortSignal }),
      { image: ref },
      slowMs,
    )) as Array<Record<'Untagged' | 'Deleted', string | undefined>>;
    return { untagged: rows.flatMap((r) => r.Untagged ?? []), deleted: rows.flatMap((r) => r.Deleted ?? []) };
  }

  async listVolumes() {
    return ((await this.#call((abortSignal) => this.#docker.listVolumes({ abortSignal }))).Volumes ?? []).map(
      (volume) => volume.Name,
    );
  }

  async removeVolume(name: string) {
    await this.#call(
      (abortSignal) => this.#docker.getVolume(encodeURIComponent(name)).remove({ force: true, abortSignal }),
      {},
      slowMs,
    );
  }

  async listNetworks() {
    return (await this.#call((abortSignal) => this.#docker.listNetworks({ abortSignal })))
      .filter((network) => !ownNetworks.has(network.Name))
      .map((network) => ({ id: network.Id, name: network.Name }));
  }

  async removeNetwork(id: string) {
    await this.#call((abortSignal) => this.#docker.getNetwork(encodeURIComponent(id)).remove({ abortSignal }), {}, slowMs);
  }

  exec(ref: string, options: { argv: string[]; cols: number; rows: number }) {
    return this.#call(() => openExec(this.#container(ref), options), { container: ref });
  }

  async *events(signal: AbortSignal): AsyncGenerator<DockerEvent> {
    const stream = await this.#call(
      () => this.#docker.getEvents({ abortSignal: signal }) as Promise<NodeJS.ReadableStream & AsyncIterable<Buffer>>,
    );
    yield { kind: 'other', action: 'subscribed', id: '', name: null, atMs: Date.now() };
    for await (const line of jsonLines(stream)) yield presentEvent(line);
  }

  close() {
    this.#agent.destroy();
  }

  async #hasTty(ref: string): Promise<boolean> {
    const detail = await this.#call(() => this.#container(ref).inspect(), { container: ref });
    return detail.Config?.Tty === true;
  }

  async #openLogs(
    ref: string,
    options: { tail: number; follow: boolean },
    abortSignal: AbortSignal,
  ): Promise<AsyncIterable<Buffer>> {
    // dockerode's `logs` gives a stream only with `follow`, and with `until` an old daemon (20.10) still waits for the next line:
    // so the same request, asked of its modem as a stream.
    const stream = await this.#call(
      () =>
        new Promise<unknown>((resolve, reject) => {
          this.#docker.modem.dial(
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
