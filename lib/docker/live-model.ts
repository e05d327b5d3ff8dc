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
export function createLiveModel(engine: DockerEngine, { changed, log, minPauseMs = 150 }: LiveModelHooks): LiveModel {
  const abort = new AbortController();
  let containers: ContainerDto[] = [];
  let images: ImageDto[] = [];
  let dirty: { containers: boolean; images: boolean } = { containers: false, images: false };
  let listing = false;
  let begun = 0;
  let taken = 0;
  let end: (error: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => {
    end = resolve;
  });

  async function refresh(): Promise<void> {
    if (listing) return;
    listing = true;
    try {
      while ((dirty.containers || dirty.images) && !abort.signal.aborted) {
        dirty = { containers: false, images: false };
        await list(true);
        await new Promise((resolve) => setTimeout(resolve, minPauseMs));
      }
    } catch (error) {
      end(error as Error);
    } finally {
      listing = false;
    }
  }

  /** Both lists: an image's row says how many containers use it. */
  async function list(tell: boolean): Promise<void> {
    const turn = ++begun;
    const newContainers = await engine.listContainers();
    const newImages = await engine.listImages(newContainers);
    // One that was asked for later has answered already: it knows more.
    if (turn < taken) return;
    taken = turn;
    const topics: Array<'containers' | 'images'> = [];
    if (JSON.stringify(newContainers) !== JSON.stringify(containers)) topics.push('containers');
    if (JSON.stringify(newImages) !== JSON.stringify(images)) topics.push('images');
    containers = newContainers;
    images = newImages;
    if (tell && topics.length > 0) changed(topics);
  }

  function hear(event: DockerEvent): void {
    if (event.kind === 'other' || (event.kind === 'container' && silent.test(event.action))) return;
    dirty[event.kind === 'image' ? 'images' : 'containers'] = true;
    void refresh();
  }

  async function follow(events: AsyncIterator<DockerEvent>): Promise<void> {
    try {
      for (;;) {
        const next = await events.next();
        if (next.done) break;
        hear(next.value);
      }
      end(new Error('The event stream ended.'));
    } catch (error) {
      end(error as Error);
    }
  }

  return {
    async open() {
      const events = engine.events(abort.signal)[Symbol.asyncIterator]();
      await events.next(); // `subscribed`
      void follow(events);
      await list(false);
      log.debug({ containers: containers.length, images: images.length }, 'live model open');
    },
    lost,
    sync: () => list(true),
    containers: () => containers,
    images: () => images,
    close: () => abort.abort(),
  };
}
