import { mapLimited } from '@/lib/core/async/limit';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ContainerDetail } from '@/lib/gateways/docker/engine/containers';
import { isAppError } from '@/lib/core/errors';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { LayerMapDto, LayerWritesDto } from '@/lib/shared/layers';
import type { DockerFacts } from '@/lib/shared/nodes';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { mountDirectories, registerDirectories, snapshotterDirectories } from './containerd-directories';
import { type Directories, noDirectories } from './directories';
import { findConfigHistory } from './find-config';
import { type ImageFacts, imageFacts } from './image-facts';
import { joinLayers } from './join-layers';
import { oneAtATime } from './one-at-a-time';
import { Overlay2Store } from './overlay2-directories';
import { sampleWrites, stampOf, type Writes } from './sample-writes';
import { RegisterReader } from './snapshot-register';
import { WritesRound } from './writes-round';

/**
 * Looks at images and containers at once: each is up to two requests, and where Docker is reached by `su` each request may be a
 * `docker system dial-stdio` with its own shells. So at most six of them run at the same time.
 */
const looksAtOnce = 3;

/** What is needed of a node to read its layers. */
export interface LayerSources {
  engine: DockerEngine;
  files: NodeFiles;
  facts: DockerFacts;
  /** null where the panel cannot be root: then Docker is asked what containers have written, and names are not known. */
  root: Pick<RootAccess, 'run'> | null;
}

/** Reads the layers of one node, and remembers what cannot change. One for each engine, so for each connection. */
export class LayerReader {
  readonly map: (sources: LayerSources) => Promise<LayerMapDto> = oneAtATime((sources) => this.#map(sources), {
    leastPauseMs: 100,
    mostPauseMs: 10_000,
    pausePerMs: 1,
  });
  readonly #overlay2 = new Overlay2Store();
  readonly #register = new RegisterReader();
  readonly #facts = new Map<string, ImageFacts>();
  readonly #round = new WritesRound();
  #places: Places | null = null;

  async #map({ engine, files, facts, root }: LayerSources): Promise<LayerMapDto> {
    const containers = await engine.containers.list();
    const images = await engine.images.list(containers);
    // First: where the register cannot be read, an image's chain says which layer a mount's directory is.
    const isComplete = await this.#readImages(engine, files, facts, images);
    const directories = await this.#directories(engine, files, facts, containers);
    this.#places = placesOf(directories, containers);
    await this.#count(engine, root, containers);
    const sizes = new Map([...this.#round.counts()].map(([id, { sizeBytes }]) => [id, sizeBytes]));
    return {
      store: facts.store,
      rootDir: facts.rootDir,
      ...joinLayers({ images, facts: this.#facts, containers, directories, sizes }),
      stamp: directories.listing && stampOf(directories.listing.names),
      isComplete,
    };
  }

  /** @returns whether all images have answered. One that is slow is asked again for the next map. */
  async #readImages(engine: DockerEngine, files: NodeFiles, facts: DockerFacts, images: ImageDto[]): Promise<boolean> {
    const present = new Set(images.map((image) => image.id));
    for (const id of this.#facts.keys()) if (!present.has(id)) this.#facts.delete(id);
    let isComplete = true;
    await mapLimited(
      [...present].filter((id) => !this.#facts.has(id)),
      looksAtOnce,
      async (id) => {
        try {
          const detail = await engine.images.inspect(id);
          const config = await findConfigHistory(files, facts, id, detail.diffIds);
          this.#facts.set(id, imageFacts(detail, config));
        } catch (error) {
          if (isAppError(error) && error.code === 'image_not_found') return;
          if (!isLate(error)) throw error;
          isComplete = false;
        }
      },
    );
    return isComplete;
  }

  async #directories(
    engine: DockerEngine,
    files: NodeFiles,
    { store, rootDir, storageDriver }: DockerFacts,
    containers: ContainerDto[],
  ): Promise<Directories> {
    if (store === 'overlay2') return this.#overlay2.read(files, rootDir);
    if (store === 'other') return noDirectories('docker_error');
    const register = await this.#register.read(files, snapshotterDirectories(rootDir, storageDriver));
    if (register) {
      const names = await files.readDirectory(`${register.directory}/snapshots`).then(
        (entries) => entries.map((entry) => entry.name),
        (error: unknown) => {
          if (isAppError(error) && error.code === 'node_lost') throw error;
          return null;
        },
      );
      return registerDirectories(register, names);
    }
    const running = containers.filter(({ state }) => state === 'running' || state === 'paused');
    const details = await this.#inspect(engine, running);
    return mountDirectories(
      files,
      details.map(({ id, pid, imageId }) => ({ id, pid, chain: this.#facts.get(imageId)?.chain ?? [] })),
    );
  }

  async #inspect(engine: DockerEngine, containers: ContainerDto[]): Promise<ContainerDetail[]> {
    const found: ContainerDetail[] = [];
    await mapLimited(containers, looksAtOnce, async ({ id }) => {
      try {
        found.push(await engine.containers.inspect(id));
      } catch (error) {
        if (!isLate(error) && !(isAppError(error) && error.code === 'container_not_found')) throw error;
      }
    });
    return found;
  }

  /**
   * Counts what some of the containers have written: by their files where the panel can be root, else as Docker counts it.
   * @returns the stamp of the layers' directory, see {@link LayerWritesDto}
   */
  async #count(engine: DockerEngine, root: LayerSources['root'], containers: ContainerDto[]): Promise<string | null> {
    const present = new Set(containers.map(({ id }) => id));
    if (root && this.#places) {
      const { listing, directories } = this.#places;
      const batch = this.#round.next(new Set([...directories.keys()].filter((id) => present.has(id))));
      const places = new Map(batch.map((id) => [id, directories.get(id) ?? '']));
      try {
        const { byContainer, stamp } = await sampleWrites(root, listing, places);
        this.#round.take(byContainer, new Date());
        return stamp;
      } catch (error) {
        if (!isLate(error)) throw error;
        return null;
      }
    }
    const batch = new Set(this.#round.next(present));
    const byContainer = new Map<string, Writes>();
    for (const { id, sizeRwBytes } of await this.#inspect(
      engine,
      containers.filter(({ id }) => batch.has(id)),
    ))
      if (sizeRwBytes !== null) byContainer.set(id, { sizeBytes: sizeRwBytes, files: 0, isWhole: true, newest: [] });
    this.#round.take(byContainer, new Date());
    return null;
  }

  /** One look at the writable layers, shared by all who ask meanwhile; a node that is slow is asked less often. */
  readonly writes: (sources: LayerSources) => Promise<LayerWritesDto> = oneAtATime(
    async (sources) => {
      const beganAt = performance.now();
      const containers = await sources.engine.containers.list();
      if (!knowsAll(this.#places, containers)) {
        const directories = await this.#directories(sources.engine, sources.files, sources.facts, containers);
        this.#places = placesOf(directories, containers);
      }
      const stamp = await this.#count(sources.engine, sources.root, containers);
      const tookMs = performance.now() - beganAt;
      return {
        takenAt: new Date().toISOString(),
        nextInMs: Math.round(Math.min(writesPace.mostMs, Math.max(writesPace.leastMs, tookMs * writesPace.restPerMs))),
        stamp,
        items: [...this.#round.counts()].map(([containerId, writes]) => ({ containerId, ...writes })),
      };
    },
    { leastPauseMs: writesPace.leastMs / 2, mostPauseMs: writesPace.mostMs, pausePerMs: writesPace.restPerMs, keep: true },
  );
}

/** A node is busy with these looks for a tenth of the time at most. */
const writesPace = { leastMs: 1_500, mostMs: 30_000, restPerMs: 9 } as const;

/** Where containers write, as it was read last. */
interface Places {
  /** The directory in which all layers lie. */
  listing: string;
  /** By container. */
  directories: Map<string, string>;
  /** For which containers it was read, {@link asSought}: not each has a directory. */
  sought: ReadonlySet<string>;
}

/** A container, and whether it runs: some stores show the directory of a running one only. */
const asSought = ({ id, state }: ContainerDto): string => `${id} ${state === 'running' || state === 'paused'}`;

function placesOf({ listing, readWrite }: Directories, containers: readonly ContainerDto[]): Places | null {
  if (!listing) return null;
  const directories = new Map([...readWrite].map(([id, { directory }]) => [id, directory]));
  return { listing: listing.directory, directories, sought: new Set(containers.map(asSought)) };
}

/** Whether reading again would find nothing of these containers that is not known. */
const knowsAll = (places: Places | null, containers: readonly ContainerDto[]): places is Places =>
  places !== null &&
  containers.every((container) => places.directories.has(container.id) || places.sought.has(asSought(container)));

function isLate(error: unknown): boolean {
  return isAppError(error) && error.code === 'node_deadline';
}
