import type { DockerFacts } from '@/lib/shared/nodes';
import type { EngineCalls } from './calls';
import type { HangUps } from './hang-up';
import { presentEvent, presentFacts } from './present-system';
import type { StartTimes } from './start-times';
import { jsonLines } from './streams';

/** One event of `/events`, in our words. */
export interface DockerEvent {
  kind: 'container' | 'image' | 'other';
  action: string;
  id: string;
  name: string | null;
  /** Of a container that ended; null with every other event. */
  exitCode: number | null;
  atMs: number;
}

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

  /**
   * First one `other`/`subscribed` when the stream is open, then events; ends or throws when the stream breaks, and then the caller lists
   * again. @throws AppError when it cannot be opened
   */
  async *events(signal: AbortSignal): AsyncGenerator<DockerEvent> {
    const stream = await this.#calls.call(
      () => this.#calls.docker.getEvents({ abortSignal: signal }) as Promise<NodeJS.ReadableStream & AsyncIterable<Buffer>>,
    );
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
