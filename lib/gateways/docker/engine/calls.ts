import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Builder } from '@/lib/shared/builds';
import type { OpenDockerChannel } from '../engine';
import { chooseApiVersion } from './api-version';
import { makeRequestsCareful, within } from './careful-requests';
import { createChannelAgent } from './channel-agent';
import { type About, mapEngineError } from './docker-errors';
import { openEventStream } from './event-stream';

/** How long an answer may take in ms, unless a call says otherwise. */
const quickMs = 10_000;
/** The same where the Engine has work to do before it answers. */
export const slowMs = 60_000;

/** How often a list is asked for while things go from under it. */
const listTries = 5;

/** One call to the Engine. It ends when the signal fires. */
type Call<T> = (signal: AbortSignal) => Promise<T>;

/**
 * How every noun calls the Engine: by plain dockerode over the channels `open` gives (docs/decisions/002), in the version that was agreed
 * on, with a deadline and the panel's errors.
 */
export class EngineCalls {
  readonly docker: Docker;
  readonly #agent: Agent;
  readonly #open: OpenDockerChannel;
  #archives: { docker: Docker; agent: Agent } | null = null;
  readonly #onDeadline: (() => void) | undefined;
  #daemonNowMs: number | null = null;
  #builder: Builder = 'classic';
  #daemonApi = '';
  #negotiating: Promise<void> | null = null;

  /** @param onDeadline a call was not answered in time */
  constructor(open: OpenDockerChannel, onDeadline?: () => void) {
    this.#onDeadline = onDeadline;
    this.#open = open;
    this.#agent = createChannelAgent(() => open('other'));
    this.docker = dockerOver(this.#agent);
    let isNegotiated = false;
    const onAnswer = (headers: IncomingHttpHeaders): void => {
      const at = Date.parse(headers.date ?? '');
      this.#daemonNowMs = Number.isNaN(at) ? null : at;
      if (typeof headers['api-version'] === 'string') this.#daemonApi = headers['api-version'];
      // Answers to a ping alone say it.
      if (headers['builder-version'] !== undefined) this.#builder = headers['builder-version'] === '2' ? 'buildkit' : 'classic';
      if (isNegotiated) return;
      isNegotiated = true;
      (this.docker.modem as Versioned).version = versionPrefix(headers['api-version']);
    };
    makeRequestsCareful(this.docker, { onAnswer });
  }

  /** The daemon's clock as of its last answer, which has whole seconds; null when it did not say. */
  get daemonNowMs(): number | null {
    return this.#daemonNowMs;
  }

  /** Known once the version is agreed on: which builder the daemon recommends, as the docker command asks it (docker/cli, `BuildKitEnabled`). */
  get builder(): Builder {
    return this.#builder;
  }

  /** The newest version that the daemon itself speaks, as `1.51`; empty before its first answer, or where it does not say. */
  get daemonApi(): string {
    return this.#daemonApi;
  }

  /**
   * The same Engine over channels of their own, which take archives as fast as they come. Its answers give their pieces away. Once the
   * version is agreed on.
   */
  get archives(): Docker {
    if (this.#archives === null) {
      const agent = createChannelAgent(() => this.#open('archive'));
      const docker = dockerOver(agent);
      (docker.modem as Versioned).version = (this.docker.modem as Versioned).version;
      makeRequestsCareful(docker, { givesPiecesAway: true });
      this.#archives = { docker, agent };
    }
    return this.#archives.docker;
  }

  /** The events as they come, over a channel of their own that ends with `signal`. @throws AppError as of {@link call} */
  async events(signal: AbortSignal): Promise<Duplex> {
    return this.call(async (deadline) => {
      const { version } = this.docker.modem as Versioned;
      const path = version === undefined ? '/events' : `/${version}/events`;
      return openEventStream(await this.#open('other'), path, { deadline, signal });
    });
  }

  /** @param ref an id, the beginning of one, or a name */
  container(ref: string): Docker.Container {
    return this.docker.getContainer(encodeURIComponent(ref));
  }

  /** @param ref an id or a reference */
  image(ref: string): Docker.Image {
    return this.docker.getImage(encodeURIComponent(ref));
  }

  /**
   * One call with a deadline and the panel's errors, in the version that was agreed on.
   * @param about what the call is about, for its errors. @throws AppError `node_deadline`, `node_lost`, what Docker says
   */
  async call<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    await this.negotiate();
    return this.#ask(work, about, timeoutMs);
  }

  /**
   * A list. Docker looks up one by one what it lists, and where one of them is removed meanwhile it may answer that this one was not found
   * (the containerd store of 28.5 of an image's content): then it is asked again. @throws AppError as of {@link call}
   */
  async list<T>(work: Call<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.call(work);
      } catch (error) {
        if (tries === listTries || !isAppError(error) || !error.code.endsWith('_not_found')) throw error;
      }
    }
  }

  /** The first question of all, without a version: its answer's headers tell which one to speak. @throws AppError */
  negotiate(): Promise<void> {
    this.#negotiating ??= this.#ask(() => this.docker.ping() as Promise<unknown>).then(
      () => {},
      (error) => {
        this.#negotiating = null;
        throw error;
      },
    );
    return this.#negotiating;
  }

  /** Gives back every channel that is kept. */
  close(): void {
    this.#agent.destroy();
    this.#archives?.agent.destroy();
  }

  async #ask<T>(work: Call<T>, about: About = {}, timeoutMs = quickMs): Promise<T> {
    const deadline = new AbortController();
    const { signal } = deadline;
    const expired = Promise.withResolvers<never>();
    // Not AbortSignal.timeout(): its timer, and all that hangs on it, would outlive an answer that came in time. Nor a listener of the
    // signal's: a kept channel has the signal of its last call, and what it holds.
    const timer = setTimeout(() => {
      deadline.abort();
      expired.reject(signal.reason);
    }, timeoutMs);
    try {
      return await Promise.race([within(signal, work), expired.promise]);
    } catch (error) {
      if (!signal.aborted) throw mapEngineError(error, about);
      this.#onDeadline?.();
      throw new AppError('node_deadline', { detail: `> ${timeoutMs / 1000} s`, cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Versioned {
  version?: string | undefined;
}

/** Host and port are never dialled: the agent makes every socket. */
const dockerOver = (agent: Agent): Docker =>
  new Docker({ protocol: 'http', host: 'docker', port: 80, agent } as Docker.DockerOptions);

/** As docker-modem puts it before a path. */
function versionPrefix(offered: string | string[] | undefined): string | undefined {
  const chosen = chooseApiVersion(typeof offered === 'string' ? offered : undefined);
  return chosen === null ? undefined : `v${chosen}`;
}
