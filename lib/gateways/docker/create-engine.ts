import type { Agent } from 'node:http';
import Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import type { ContainerDto, LogLine, RunContainer } from '@/lib/shared/containers';
import type { LayersProgress } from '@/lib/shared/jobs';
import { chooseApiVersion } from './engine/api-version';
import { makeRequestsCareful, within } from './engine/careful-requests';
import { createChannelAgent } from './engine/channel-agent';
import { type About, mapEngineError } from './engine/docker-errors';
import type { DockerEngine, DockerEvent, OpenDockerChannel } from './engine';
import { openExec } from './engine/exec';
import { HangUps, type Leftovers } from './engine/hang-up';
import { presentContainers, presentFacts, presentImages } from './engine/present';
import {
  presentDetail,
  presentEvent,
  presentImageDetail,
  presentNetworks,
  presentRemovedImage,
  presentVolumes,
} from './engine/present-detail';
import { readPull } from './engine/pull-image';
import { aboutRun, createAndStart, goneAlready } from './engine/run-container';
import { StartTimes } from './engine/start-times';
import { jsonLines, logLines } from './engine/streams';

const quickMs = 10_000;
const slowMs = 60_000;
type Call<T> = (signal: AbortSignal) => Promise<T>;

/** What belongs to the node and outlives one engine. */
export interface EngineOptions {
  /** Closed terminals that could not be ended yet. */
  leftovers?: Leftovers;
  /** A call was not answered in time: does the Engine answer at all? */
  onDeadline?: () => void;
}

/** The Engine API over the channels `open` gives, by plain dockerode with our own agent (docs/decisions/002). */
export function createDockerEngine(open: OpenDockerChannel, options: EngineOptions = {}): DockerEngine {
  return new Engine(open, options);
}

/** A class, not closures: one is held for each node (docs/decisions/012-what-a-held-node-costs.md). */
class Engine implements DockerEngine {
  readonly #agent: Agent;
  readonly #docker: Docker;
  readonly #open: OpenDockerChannel;
  readonly #onDeadline: (() => void) | undefined;
  readonly #hangUps: HangUps;
  readonly #startTimes = new StartTimes((id) => this.inspectContainer(id, { size: false }));
  /** The daemon's clock as of its last answer, which has whole seconds. */
  #daemonNowMs: number | null = null;
  #negotiating: Promise<void> | null = null;

  constructor(open: OpenDockerChannel, { leftovers = new Map(), onDeadline }: EngineOptions) {
    this.#open = open;
    this.#onDeadline = onDeadline;
    this.#agent = createChannelAgent(open);
    // Host and port are never dialled: the agent makes every socket.
    this.#docker = new Docker({ protocol: 'http', host: 'docker', port: 80, agent: this.#agent } as Docker.DockerOptions);
    let isNegotiated = false;
    makeRequestsCareful(this.#docker, (headers) => {
      const at = Date.parse(headers.date ?? '');
      this.#daemonNowMs = Number.isNaN(at) ? null : at;
      if (isNegotiated) return;
      isNegotiated = true;
      (this.#docker.modem as { version?: string | undefined }).version = versionPrefix(headers['api-version']);
    });
    this.#hangUps = new HangUps(
      leftovers,
      (id) => this.#container(id),
      (work) => this.#call(work, { container: '' }),
    );
  }

  #container(ref: string): Docker.Container {
    return this.#docker.getContainer(encodeURIComponent(ref));
  }

  /** One call with a deadline and our errors, in the version that was agreed on. */
  async #call<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    await this.#negotiate();
    return this.#ask(work, about, timeoutMs);
  }

  async #ask<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    const deadline = new AbortController();
    const { signal } = deadline;
    // Not AbortSignal.timeout(): its timer, and all that hangs on it, would outlive an answer that came in time.
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      return await Promise.race([within(signal, work), rejectOn(signal)]);
    } catch (error) {
      if (!signal.aborted) throw mapEngineError(error, about);
      this.#onDeadline?.();
      throw new AppError('node_deadline', { detail: `Docker did not answer in ${timeoutMs / 1000} s`, cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The first question of all, without a version: its answer's headers tell which one to speak. */
  #negotiate(): Promise<void> {
    this.#negotiating ??= this.#ask(() => this.#docker.ping() as Promise<unknown>).then(
      () => {},
      (error) => {
        this.#negotiating = null;
        throw error;
      },
    );
    return this.#negotiating;
  }

  async listContainers(): Promise<ContainerDto[]> {
    const listed = presentContainers(
      await this.#call((abortSignal) => this.#docker.listContainers({ all: true, abortSignal }) as Promise<unknown>),
    );
    return this.#startTimes.fill(listed, this.#daemonNowMs);
  }

  async ping() {
    await this.#call(() => this.#docker.ping());
    this.#hangUps.retry();
  }

  async facts() {
    // One after the other: a second channel would cost the round trip that it saves, and be held for nothing.
    const version: unknown = await this.#call(() => this.#docker.version());
    const info: unknown = await this.#call(() => this.#docker.info());
    return presentFacts(info, version);
  }

  async listImages(known?: ContainerDto[]) {
    const [images, containers] = await Promise.all([
      this.#call((abortSignal) => this.#docker.listImages({ abortSignal }) as Promise<unknown>),
      known ?? this.listContainers(),
    ]);
    return presentImages(images, containers);
  }

  async inspectContainer(ref: string, { size } = { size: true }) {
    return presentDetail(
      await this.#call(
        () => this.#container(ref).inspect({ ...(size && { size }) } as Docker.ContainerInspectOptions) as Promise<unknown>,
        { container: ref },
        slowMs,
      ),
    );
  }

  async inspectImage(ref: string) {
    const image = this.#docker.getImage(encodeURIComponent(ref));
    const about = { image: ref };
    const [inspect, history] = await Promise.all([
      this.#call(() => image.inspect() as Promise<unknown>, about),
      this.#call(() => image.history() as Promise<unknown>, about),
    ]);
    return presentImageDetail(inspect, history);
  }

  async runContainer(input: RunContainer) {
    const id = await createAndStart(this.#docker, (work) => this.#call(work, aboutRun(input), slowMs), input);
    // With --rm it may be over and gone already.
    return (await this.listContainers()).find((c) => c.id === id) ?? goneAlready(id, input);
  }

  async startContainer(ref: string) {
    await this.#call((abortSignal) => this.#container(ref).start({ abortSignal }), { container: ref }, slowMs).catch(
      ignoreNotModified,
    );
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
    const { tty } = await this.inspectContainer(ref, { size: false });
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
    const { tty } = await this.inspectContainer(ref, { size: false });
    const stream = await this.#openLogs(ref, { tail, follow: true }, signal);
    try {
      for await (const line of logLines(stream, tty)) yield [line];
    } catch (error) {
      throw mapEngineError(error, { container: ref });
    }
  }

  async pullImage(ref: string, onProgress: (progress: LayersProgress) => void, signal: AbortSignal) {
    await this.#negotiate();
    await readPull(this.#docker, ref, onProgress, signal);
  }

  async removeImage(ref: string, force: boolean) {
    return presentRemovedImage(
      await this.#call(
        (abortSignal) => this.#docker.getImage(encodeURIComponent(ref)).remove({ force, abortSignal }) as Promise<unknown>,
        { image: ref },
        slowMs,
      ),
    );
  }

  async listVolumes() {
    return presentVolumes(await this.#call((abortSignal) => this.#docker.listVolumes({ abortSignal }) as Promise<unknown>));
  }

  async removeVolume(name: string) {
    await this.#call(
      (abortSignal) => this.#docker.getVolume(encodeURIComponent(name)).remove({ force: true, abortSignal }),
      {},
      slowMs,
    );
  }

  async listNetworks() {
    return presentNetworks(await this.#call((abortSignal) => this.#docker.listNetworks({ abortSignal }) as Promise<unknown>));
  }

  async removeNetwork(id: string) {
    await this.#call((abortSignal) => this.#docker.getNetwork(encodeURIComponent(id)).remove({ abortSignal }), {}, slowMs);
  }

  exec(ref: string, options: { argv: string[]; cols: number; rows: number }) {
    const call = <T>(work: () => Promise<T>) => this.#call(work, { container: ref });
    return openExec({ container: this.#container(ref), call, hangUps: this.#hangUps, open: this.#open }, options);
  }

  async *events(signal: AbortSignal): AsyncGenerator<DockerEvent> {
    const stream = await this.#call(
      () => this.#docker.getEvents({ abortSignal: signal }) as Promise<NodeJS.ReadableStream & AsyncIterable<Buffer>>,
    );
    this.#hangUps.retry();
    yield { kind: 'other', action: 'subscribed', id: '', name: null, exitCode: null, atMs: Date.now() };
    for await (const line of jsonLines(stream)) {
      const event = presentEvent(line);
      if (event.kind === 'container') this.#hear(event);
      yield event;
    }
  }

  #hear({ action, id, atMs }: DockerEvent): void {
    if (action === 'start' && atMs > 0) this.#startTimes.started(id, atMs);
    if (action === 'die') this.#startTimes.ended(id);
    if (action === 'unpause') this.#hangUps.retry(id);
    if (action === 'die' || action === 'destroy') this.#hangUps.forget(id);
  }

  settled() {
    return this.#hangUps.settled();
  }

  close() {
    this.#agent.destroy();
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

/** As docker-modem puts it before a path. */
function versionPrefix(offered: string | string[] | undefined): string | undefined {
  const chosen = chooseApiVersion(typeof offered === 'string' ? offered : undefined);
  return chosen === null ? undefined : `v${chosen}`;
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** 304: it was so already, which is what was asked for. */
function ignoreNotModified(error: unknown): void {
  const cause = (error as { cause?: { statusCode?: number } }).cause;
  const detail = (error as AppError).detail ?? '';
  if (cause?.statusCode !== 304 && !/304|not modified/i.test(detail)) throw error;
}
