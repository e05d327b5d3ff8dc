import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type AppError, isAppError } from '@/lib/core/errors';
import type { ContainerDetailDto } from '@/lib/shared/container-detail';
import type {
  CommitContainer,
  ContainerDto,
  ContainerProcesses,
  ContainerStats,
  LimitContainer,
  LogLine,
  RunContainer,
} from '@/lib/shared/containers';
import { inspectSchema, type Inspected } from '@/lib/shared/docker-inspect';
import { splitReference } from '../reference';
import { parseAnswer } from './answer';
import { type EngineCalls, slowMs } from './calls';
import { mapEngineError } from './docker-errors';
import { type ContainerFile, readFirstEntry } from './container-file';
import { type ContainerAbout, presentChanges, presentContainerAbout } from './present-container-about';
import { presentContainerOverview } from './present-container-overview';
import { presentMemory, presentProcesses, presentStats } from './present-container-stats';
import { presentCommitted, presentContainers, presentDetail } from './present-containers';
import { aboutRun, createAndStart, goneAlready } from './run-container';
import type { StartTimes } from './start-times';
import { jsonLines, logBatches, logBytes, logLines } from './streams';

/** A container as the Engine tells it when asked for it alone. */
export interface ContainerDetail {
  id: string;
  name: string;
  imageId: string;
  state: ContainerDto['state'];
  /** Since when it runs, null while it does not. */
  startedAt: string | null;
  /** Process id on the node, null when not running. */
  pid: number | null;
  tty: boolean;
  /** overlay2: the GraphDriver's UpperDir; null with the containerd store. */
  upperDir: string | null;
  sizeRwBytes: number | null;
}

/** Containers of one node; `ref` is an id, the beginning of one, or a name. Every method throws AppError. */
export class Containers {
  readonly #calls: EngineCalls;
  readonly #startTimes: StartTimes;

  constructor(calls: EngineCalls, startTimes: StartTimes) {
    this.#calls = calls;
    this.#startTimes = startTimes;
  }

  /** All of them, running or not. @throws AppError */
  async list(): Promise<ContainerDto[]> {
    const { docker } = this.#calls;
    const listed = presentContainers(
      await this.#calls.list((abortSignal) => docker.listContainers({ all: true, abortSignal }) as Promise<unknown>),
    );
    return this.#startTimes.fill(listed, this.#calls.daemonNowMs, (id) => this.inspect(id, { size: false }));
  }

  /** @param options.size false leaves out what it has written: Docker counts its files for that. @throws AppError `container_not_found` */
  async inspect(ref: string, { size } = { size: true }): Promise<ContainerDetail> {
    return presentDetail(
      await this.#calls.call(
        () => this.#calls.container(ref).inspect({ ...(size && { size }) } as Docker.ContainerInspectOptions) as Promise<unknown>,
        { container: ref },
        slowMs,
      ),
    );
  }

  /** How it was made, and how it is. @throws AppError `container_not_found` */
  async about(ref: string): Promise<ContainerAbout> {
    return presentContainerAbout(await this.#inspect(ref));
  }

  /** All that a page shows of it beside its row of the list. @throws AppError `container_not_found` */
  async overview(ref: string): Promise<ContainerDetailDto> {
    return presentContainerOverview(await this.#inspect(ref));
  }

  /** What differs from its image, a line each as `docker diff` prints it. @throws AppError `container_not_found` */
  async changes(ref: string): Promise<string[]> {
    const changes = () => this.#calls.container(ref).changes() as Promise<unknown>;
    return presentChanges(await this.#calls.call(changes, { container: ref }, slowMs));
  }

  /**
   * One file of it, running or not; no link is followed. Of a long one, or a directory, only what it is.
   * @returns null where there is nothing. @throws AppError `container_not_found`
   */
  async file(ref: string, path: string): Promise<ContainerFile | null> {
    const abort = new AbortController();
    try {
      return await this.#calls.call(
        async (signal) => {
          const archive = this.#calls.container(ref).getArchive({ path, abortSignal: AbortSignal.any([signal, abort.signal]) });
          return readFirstEntry((await archive) as NodeJS.ReadableStream & AsyncIterable<Buffer>);
        },
        { container: ref },
      );
    } catch (error) {
      const detail = isAppError(error) ? (error.detail ?? '') : '';
      // moby: "Could not find the file PATH in container ID"; the containerd store and Podman say it like stat(2).
      if (/could not find the file|no such file or directory/i.test(detail)) return null;
      throw error;
    } finally {
      abort.abort();
    }
  }

  /** Memory it uses now as `docker stats` counts it, bytes. @throws AppError `container_not_found` */
  async memoryUsed(ref: string): Promise<number | null> {
    return presentMemory(await this.#statsNow(ref));
  }

  /** Its counters now. @throws AppError `container_not_found` */
  async stats(ref: string): Promise<ContainerStats> {
    return presentStats(await this.#statsNow(ref), Date.now());
  }

  #statsNow(ref: string): Promise<unknown> {
    // One sample: with two, which it takes else, the daemon answers after a second or two.
    const options = { stream: false, 'one-shot': true } as { stream: false };
    return this.#calls.call(() => this.#calls.container(ref).stats(options) as Promise<unknown>, { container: ref });
  }

  /**
   * Its counters, each second, until the signal fires or it is removed. Of one that does not run Docker goes on sending a line without any.
   * @throws AppError `container_not_found`, `node_lost`
   */
  async *followStats(ref: string, signal: AbortSignal): AsyncGenerator<ContainerStats> {
    // Its types know no signal here; it is passed on (dockerode, lib/container.js).
    const options = { stream: true, abortSignal: signal } as { stream: true };
    const open = () => this.#calls.container(ref).stats(options) as Promise<unknown>;
    const stream = (await this.#calls.call(open, { container: ref })) as NodeJS.ReadableStream & AsyncIterable<Buffer>;
    try {
      for await (const answer of jsonLines(stream)) yield presentStats(answer, Date.now());
    } catch (error) {
      if (signal.aborted) return;
      throw mapEngineError(error, { container: ref });
    }
  }

  /** @throws AppError `container_not_found`, `container_not_running` */
  async processes(ref: string): Promise<ContainerProcesses> {
    const top = () => this.#calls.container(ref).top() as Promise<unknown>;
    return presentProcesses(await this.#calls.call(top, { container: ref }));
  }

  /** All that Docker says of it. @throws AppError `container_not_found`, `docker_answer_malformed` */
  async inspectAll(ref: string): Promise<Inspected> {
    return parseAnswer(inspectSchema, await this.#inspect(ref), 'GET /containers/ID/json');
  }

  #inspect(ref: string): Promise<unknown> {
    return this.#calls.call(() => this.#calls.container(ref).inspect() as Promise<unknown>, { container: ref });
  }

  /**
   * Creates and starts. The image must be there. A container that could not start is removed again.
   * @throws AppError `image_not_found`, `network_not_found`, `container_name_taken`, `port_taken`, `command_not_found`
   */
  async run(input: RunContainer): Promise<ContainerDto> {
    const id = await createAndStart(this.#calls.docker, (work) => this.#calls.call(work, aboutRun(input), slowMs), input);
    // With --rm it may be over and gone already.
    return (await this.list()).find((c) => c.id === id) ?? goneAlready(id, input);
  }

  /** One that runs already stays as it is. @throws AppError `container_not_found`, `port_taken` */
  async start(ref: string): Promise<void> {
    await this.#calls
      .call((abortSignal) => this.#calls.container(ref).start({ abortSignal }), { container: ref }, slowMs)
      .catch(ignoreNotModified);
  }

  /** @param timeoutSeconds from SIGTERM to SIGKILL. @throws AppError `container_not_found` */
  async stop(ref: string, timeoutSeconds: number): Promise<void> {
    await this.#calls
      .call(
        (abortSignal) => this.#calls.container(ref).stop({ t: timeoutSeconds, abortSignal }),
        { container: ref },
        slowMs + timeoutSeconds * 1000,
      )
      .catch(ignoreNotModified);
  }

  /** @param timeoutSeconds from SIGTERM to SIGKILL. @throws AppError `container_not_found`, `port_taken` */
  async restart(ref: string, timeoutSeconds: number): Promise<void> {
    await this.#calls.call(
      (abortSignal) => this.#calls.container(ref).restart({ t: timeoutSeconds, abortSignal }),
      { container: ref },
      slowMs + timeoutSeconds * 1000,
    );
  }

  /** One that is paused stays as it is. @throws AppError `container_not_found`, `container_not_running` */
  async pause(ref: string): Promise<void> {
    await this.#calls
      .call((abortSignal) => this.#calls.container(ref).pause({ abortSignal }), { container: ref })
      .catch(ignore(/already paused/i));
  }

  /** One that is not paused stays as it is. @throws AppError `container_not_found`, `container_not_running` */
  async unpause(ref: string): Promise<void> {
    await this.#calls
      .call((abortSignal) => this.#calls.container(ref).unpause({ abortSignal }), { container: ref })
      .catch(ignore(/is not paused/i));
  }

  /** Sends a signal to its first process. @throws AppError `container_not_found`, `container_not_running` */
  async kill(ref: string, signal: string): Promise<void> {
    await this.#calls.call((abortSignal) => this.#calls.container(ref).kill({ signal, abortSignal }), { container: ref });
  }

  /** The name it has already is no error. @throws AppError `container_not_found`, `container_name_taken` */
  async rename(ref: string, name: string): Promise<void> {
    await this.#calls
      .call((abortSignal) => this.#calls.container(ref).rename({ name, abortSignal }), { container: ref })
      .catch(ignore(/same name as its current name/i));
  }

  /** What is left out stays as it is. @throws AppError `container_not_found` */
  async limit(ref: string, limits: LimitContainer): Promise<void> {
    const update = { ...hostConfigOf(limits) } as Record<string, unknown>;
    await this.#calls.call((abortSignal) => this.#calls.container(ref).update({ ...update, abortSignal }) as Promise<unknown>, {
      container: ref,
    });
  }

  /**
   * Makes an image of it. @returns the image's id
   * @throws AppError `container_not_found`, `disk_full`, `docker_answer_malformed`
   */
  async commit(ref: string, { image, author, message, pause }: CommitContainer): Promise<string> {
    const { fromImage: repo, tag } = splitReference(image);
    return presentCommitted(
      await this.#calls.call(
        (abortSignal) =>
          this.#calls.container(ref).commit({ repo, tag, author, comment: message, pause, abortSignal }) as Promise<unknown>,
        { container: ref },
        commitMs,
      ),
    );
  }

  /** @param force also while it runs. @throws AppError `container_running` without it, `container_not_found` */
  async remove(ref: string, force: boolean): Promise<void> {
    await this.#calls.call(
      (abortSignal) => this.#calls.container(ref).remove({ force, abortSignal }),
      { container: ref },
      slowMs,
    );
  }

  /** @param tail how many lines at most, the last ones. @throws AppError `container_not_found`, `container_log_unreadable` */
  async logs(ref: string, tail: number): Promise<LogLine[]> {
    const { tty } = await this.inspect(ref, { size: false });
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

  /**
   * Batches of lines until the container stops or the signal fires; pausing the iteration pauses the daemon.
   * @throws AppError `container_not_found`, `container_log_unreadable`, `node_lost`, `cancelled`
   */
  async *followLogs(ref: string, { tail, since, minutes }: LogStart, signal: AbortSignal): AsyncGenerator<LogLine[]> {
    const { tty } = await this.inspect(ref, { size: false });
    const nowMs = this.#calls.daemonNowMs ?? Date.now();
    const from = since ?? (minutes === undefined ? undefined : new Date(nowMs - minutes * 60_000).toISOString());
    const stream = await this.#openLogs(ref, { tail, follow: true, since: from }, signal);
    try {
      yield* logBatches(stream, tty);
    } catch (error) {
      throw mapEngineError(error, { container: ref });
    }
  }

  /**
   * All of its log as `docker logs` prints it, both outputs together. It fails where the node breaks off.
   * @param timestamps before each line, as `docker logs -t`. @throws AppError `container_not_found`, `container_log_unreadable`
   */
  async openLog(ref: string, { timestamps }: { timestamps: boolean }, signal: AbortSignal): Promise<Readable> {
    const { tty } = await this.inspect(ref, { size: false });
    const stream = await this.#openLogs(ref, { tail: 'all', follow: false, timestamps }, signal);
    return Readable.from(logBytes(stream, tty), { objectMode: false });
  }

  async #openLogs(
    ref: string,
    { tail, follow, since, timestamps = true }: AskedLog,
    abortSignal: AbortSignal,
  ): Promise<AsyncIterable<Buffer>> {
    // dockerode's `logs` gives a stream only with `follow`, and with `until` an old daemon (20.10) still waits for the next line:
    // so the same request, asked of its modem as a stream.
    const stream = await this.#calls.call(
      () =>
        new Promise<unknown>((resolve, reject) => {
          this.#calls.docker.modem.dial(
            {
              path: `/containers/${encodeURIComponent(ref)}/logs?`,
              method: 'GET',
              isStream: true,
              abortSignal,
              statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
              options: {
                ...{ stdout: true, stderr: true, timestamps, tail, follow },
                // Seconds with a fraction (moby api/types/time, `ParseTimestamps`).
                ...(since && { since: (Date.parse(since) / 1000).toFixed(3) }),
              },
            },
            (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)),
          );
        }),
      { container: ref },
    );
    return stream as NodeJS.ReadableStream & AsyncIterable<Buffer>;
  }
}

/** Where a log is read from: its last lines, and of those what is not older. */
export interface LogStart {
  tail: number;
  /** ISO 8601, by the node's clock. */
  since?: string | undefined;
  /** Without it, so many minutes before now. */
  minutes?: number | undefined;
}

interface AskedLog {
  tail: number | 'all';
  follow: boolean;
  since?: string | undefined;
  timestamps?: boolean;
}

/** A read-write layer may be gigabytes. */
const commitMs = 300_000;

/** Fields of `ContainerUpdate` (Engine API). A limit of processes is lifted by -1. Without its swap a new limit of memory is refused where it is above the old one's swap. */
function hostConfigOf({ memoryBytes, cpus, pids, restart }: LimitContainer): Record<string, unknown> {
  return {
    ...(memoryBytes !== undefined && { Memory: memoryBytes, MemorySwap: memoryBytes * 2 }),
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * 1e9) }),
    ...(pids !== undefined && { PidsLimit: pids ?? -1 }),
    ...(restart !== undefined && { RestartPolicy: { Name: restart } }),
  };
}

/** Refusals of Docker's that say that it is so already. */
const ignore =
  (said: RegExp) =>
  (error: unknown): void => {
    if (!isAppError(error) || !said.test(error.detail ?? '')) throw error;
  };

/** 304: it was so already, which is what was asked for. */
function ignoreNotModified(error: unknown): void {
  const cause = (error as { cause?: { statusCode?: number } }).cause;
  const detail = (error as AppError).detail ?? '';
  if (cause?.statusCode !== 304 && !/304|not modified/i.test(detail)) throw error;
}
