import type Docker from 'dockerode';
import type { DockerFacts } from '@/lib/shared/nodes';
import type { EngineCalls } from './calls';
import type { HangUps } from './hang-up';
import { presentEvent, presentFacts, presentHost } from './present-system';
import type { StartTimes } from './start-times';
import { jsonLines } from './streams';

/** One event of `/events`, in our words. */
export interface DockerEvent {
  kind: 'container' | 'image' | 'network' | 'volume' | 'other';
  action: string;
  id: string;
  name: string | null;
  /** Of a container that ended; null with every other event. */
  exitCode: number | null;
  /** Of a container's event its image as it was named; of a commit the image that it made. */
  image?: string | null;
  /** Of a network's event the container that was connected or disconnected. */
  container?: string;
  /** Of a container that was renamed what it was called before. */
  oldName?: string;
  atMs: number;
}

/** The node now, as its daemon says. */
export interface HostNow {
  /** ms since 1970; null when it does not say. */
  clockMs: number | null;
  hostname: string;
}

/** moby daemon/events/events.go, `eventsLimit`. */
const eventsKept = 256;

/** The Engine itself: whether it answers, what it is, and what happens there. Every method throws AppError. */
export class System {
  readonly #calls: EngineCalls;
  readonly #startTimes: StartTimes;
  readonly #hangUps: HangUps;

  constructor(calls: EngineCalls, startTimes: StartTimes, hangUps: HangUps) {
    this.#calls = calls;
    this.#startTimes = startTimes;
    this.#hangUps = hangUps;
  }

  /** Whether the Engine answers; then what closed terminals left behind is ended, too. @throws AppError when it does not */
  async ping(): Promise<void> {
    await this.#calls.call(() => this.#calls.docker.ping());
    this.#hangUps.retry();
  }

  /** @throws AppError `docker_answer_malformed` */
  async facts(): Promise<DockerFacts> {
    // One after the other: a second channel would cost the round trip that it saves, and be held for nothing.
    const version: unknown = await this.#calls.call(() => this.#calls.docker.version());
    const info: unknown = await this.#calls.call(() => this.#calls.docker.info());
    return presentFacts(info, version);
  }

  /** The node by the daemon's word alone, which no shell has a part in. Events are told by its clock. @throws AppError */
  async host(): Promise<HostNow> {
    return presentHost(await this.#calls.call(() => this.#calls.docker.info() as Promise<unknown>));
  }

  /**
   * What the daemon still remembers from `sinceMs` up to now. It keeps the last 256 events (moby daemon/events, `eventsLimit`), and none
   * from before its own start.
   * @param sinceMs by its clock. @returns `isFull` where all it keeps was asked for: older ones may be lost. @throws AppError
   */
  async pastEvents(sinceMs: number): Promise<{ events: DockerEvent[]; isFull: boolean }> {
    // Up to a moment that has passed already the daemon sends what it has and ends the answer; `until` has no part in what it keeps.
    const options = { since: sinceMs / 1000, until: ((await this.host()).clockMs ?? Date.now()) / 1000 };
    const events: DockerEvent[] = [];
    await this.#calls.call(async (abortSignal) => {
      const stream = await this.#calls.docker.getEvents({ ...options, abortSignal } as Docker.GetEventsOptions);
      for await (const line of jsonLines(stream as AsyncIterable<Buffer>))
        if (events.push(presentEvent(line)) >= eventsKept * 4) break;
    });
    return { events, isFull: events.length >= eventsKept };
  }

  /**
   * First one `other`/`subscribed` when the stream is open, then events; ends or throws when the stream breaks, and then the caller lists
   * again. @throws AppError when it cannot be opened
   */
  async *events(signal: AbortSignal): AsyncGenerator<DockerEvent> {
    const stream = await this.#calls.events(signal);
    this.#hangUps.retry();
    yield { kind: 'other', action: 'subscribed', id: '', name: null, exitCode: null, atMs: Date.now() };
    for await (const line of jsonLines(stream)) {
      const event = presentEvent(line);
      if (event.kind === 'container') {
        this.#startTimes.hear(event);
        this.#hangUps.hear(event);
      }
      yield event;
    }
  }
}
