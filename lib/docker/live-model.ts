import type { Logger } from '@/lib/log';
import type { ContainerDto, ImageDto } from '@/lib/shared/docker';
import type { DockerEngine, DockerEvent } from './engine';

export interface LiveModelHooks {
  /** Something changed; asked for again through {@link LiveModel.containers} and {@link LiveModel.images}. */
  changed(topics: Array<'containers' | 'images'>): void;
  log: Logger;
  /** Least time between two lists, in ms: a burst of events costs the node few of them. */
  minPauseMs?: number;
}

/** Containers and images of one node, kept true by one event stream. */
export interface LiveModel {
  /** Resolves when the first lists are in. @throws AppError when the Engine does not answer. */
  open(): Promise<void>;
  /** Resolves with what ended the model: the event stream broke, or a list failed. The caller opens a new one. */
  readonly lost: Promise<Error>;
  /** Lists now, so that what was just changed is in the model. @throws AppError when the Engine does not answer. */
  sync(): Promise<void>;
  containers(): ContainerDto[];
  images(): ImageDto[];
  close(): void;
}

/** Container events that change no row: exec, health, attach, resize, top and copies. */
const silent = /^(exec_|health_status|attach|detach|resize|top|archive-path|extract-to-dir|copy|export)/;

/**
 * Events only say *that* something changed; the answer is a new list, at most one per pause. So any order of events, doubles and
 * the daemon's memory of 256 events cannot make the model wrong: after every change and every gap the list is the truth.
 * The stream is opened before the first list, so that nothing falls between them.
 */
export function createLiveModel(engine: DockerEngine, hooks: LiveModelHooks): LiveModel {
  return new Model(engine, hooks);
}

/** A class, not closures: one is held for each node (docs/decisions/012-what-a-held-node-costs.md). */
class Model implements LiveModel {
  readonly lost: Promise<Error>;
  readonly #engine: DockerEngine;
  readonly #hooks: LiveModelHooks;
  readonly #abort = new AbortController();
  #containers: ContainerDto[] = [];
  #images: ImageDto[] = [];
  #dirty = { containers: false, images: false };
  #listing = false;
  #begun = 0;
  #taken = 0;
  #end: (error: Error) => void = () => {};

  constructor(engine: DockerEngine, hooks: LiveModelHooks) {
    this.#engine = engine;
    this.#hooks = hooks;
    this.lost = new Promise<Error>((resolve) => {
      this.#end = resolve;
    });
  }

  async open(): Promise<void> {
    const events = this.#engine.events(this.#abort.signal)[Symbol.asyncIterator]();
    await events.next(); // `subscribed`
    void this.#follow(events);
    await this.#list(false);
    this.#hooks.log.debug({ containers: this.#containers.length, images: this.#images.length }, 'live model open');
  }

  sync(): Promise<void> {
    return this.#list(true);
  }

  containers(): ContainerDto[] {
    return this.#containers;
  }

  images(): ImageDto[] {
    return this.#images;
  }

  close(): void {
    this.#abort.abort();
  }

  async #refresh(): Promise<void> {
    if (this.#listing) return;
    this.#listing = true;
    try {
      while ((this.#dirty.containers || this.#dirty.images) && !this.#abort.signal.aborted) {
        this.#dirty = { containers: false, images: false };
        await this.#list(true);
        await new Promise((resolve) => setTimeout(resolve, this.#hooks.minPauseMs ?? 150));
      }
    } catch (error) {
      this.#end(error as Error);
    } finally {
      this.#listing = false;
    }
  }

  /** Both lists: an image's row says how many containers use it. */
  async #list(tell: boolean): Promise<void> {
    const turn = ++this.#begun;
    const containers = await this.#engine.listContainers();
    const images = await this.#engine.listImages(containers);
    // One that was asked for later has answered already: it knows more.
    if (turn < this.#taken) return;
    this.#taken = turn;
    const topics: Array<'containers' | 'images'> = [];
    if (JSON.stringify(containers) !== JSON.stringify(this.#containers)) topics.push('containers');
    if (JSON.stringify(images) !== JSON.stringify(this.#images)) topics.push('images');
    this.#containers = containers;
    this.#images = images;
    if (tell && topics.length > 0) this.#hooks.changed(topics);
  }

  #hear(event: DockerEvent): void {
    if (event.kind === 'other' || (event.kind === 'container' && silent.test(event.action))) return;
    this.#dirty[event.kind === 'image' ? 'images' : 'containers'] = true;
    void this.#refresh();
  }

  async #follow(events: AsyncIterator<DockerEvent>): Promise<void> {
    try {
      for (;;) {
        const next = await events.next();
        if (next.done) break;
        this.#hear(next.value);
      }
      this.#end(new Error('The event stream ended.'));
    } catch (error) {
      this.#end(error as Error);
    }
  }
}
