import { addAbortSignal, type Readable } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import type { ContainerDto } from '@/lib/shared/containers';
import { type Inspected, inspectSchema } from '@/lib/shared/docker-inspect';
import type { ImageDto, RemovedImageDto } from '@/lib/shared/images';
import type { LayersProgress } from '@/lib/shared/jobs';
import { splitReference } from '../reference';
import { parseAnswer } from './answer';
import { type EngineCalls, slowMs } from './calls';
import { within } from './careful-requests';
import type { Containers } from './containers';
import { mapEngineError } from './docker-errors';
import { loadArchive } from './load-images';
import { type ImageAbout, type ImageOverview, presentImageAbout, presentImageOverview } from './present-image-about';
import { presentImageDetail, presentImages, presentRemovedImage } from './present-images';
import { readPull } from './pull-image';
import { readPush } from './push-image';
import type { RegistrySignIn } from './registry-auth';

/** What an image is made of, as the Engine tells it. */
export interface ImageDetail {
  id: string;
  tags: string[];
  sizeBytes: number;
  /** From the base up. */
  diffIds: string[];
  /** From the base up; rows such as ENV and CMD made no layer. sizeBytes is the layer's. */
  history: Array<{ createdBy: string; createdAt: string | null; sizeBytes: number; comment: string }>;
}

/** Images of one node; `ref` is an id or a reference. Every method throws AppError. */
export class Images {
  readonly #calls: EngineCalls;
  readonly #containers: Containers;

  constructor(calls: EngineCalls, containers: Containers) {
    this.#calls = calls;
    this.#containers = containers;
  }

  /** @param containers as just listed, for how many use each image; asked for when not given. @throws AppError */
  async list(containers?: ContainerDto[]): Promise<ImageDto[]> {
    const { docker } = this.#calls;
    const [images, users] = await Promise.all([
      this.#calls.list((abortSignal) => docker.listImages({ abortSignal }) as Promise<unknown>),
      containers ?? this.#containers.list(),
    ]);
    return presentImages(images, users);
  }

  /** @throws AppError `image_not_found` */
  async inspect(ref: string): Promise<ImageDetail> {
    const image = this.#calls.image(ref);
    const about = { image: ref };
    const [inspect, history] = await Promise.all([
      this.#calls.call(() => image.inspect() as Promise<unknown>, about),
      this.#calls.call(() => image.history() as Promise<unknown>, about),
    ]);
    return presentImageDetail(inspect, history);
  }

  /** What it says of itself and of how it was made. @throws AppError `image_not_found` */
  async about(ref: string): Promise<ImageAbout> {
    return presentImageAbout(...(await this.#look(ref)));
  }

  /** The same, and all that a page shows of it. @throws AppError `image_not_found` */
  async overview(ref: string): Promise<ImageOverview> {
    return presentImageOverview(...(await this.#look(ref)));
  }

  /** All that Docker says of it. @throws AppError `image_not_found`, `docker_answer_malformed` */
  async inspectAll(ref: string): Promise<Inspected> {
    return parseAnswer(inspectSchema, await this.#inspect(ref), 'GET /images/NAME/json');
  }

  #inspect(ref: string): Promise<unknown> {
    return this.#calls.call(() => this.#calls.image(ref).inspect() as Promise<unknown>, { image: ref });
  }

  async #look(ref: string): Promise<[unknown, unknown]> {
    const inspected = await this.#inspect(ref);
    return [inspected, await this.#calls.call(() => this.#calls.image(ref).history() as Promise<unknown>, { image: ref })];
  }

  /** `docker tag`. A tag that another image has is taken from it. @throws AppError `image_not_found`, `image_reference_invalid` */
  async tag(ref: string, name: string): Promise<void> {
    const { fromImage: repo, tag } = splitReference(name);
    await this.#calls.call((abortSignal) => this.#calls.image(ref).tag({ repo, tag, abortSignal }), { image: ref });
  }

  /**
   * Resolves when Docker says the pull is complete; anything else throws, a stream that merely ends included.
   * @param signIn shown to the registry that `ref` names; that of another one is left out
   * @throws AppError `cancelled` when the signal fired, `registry_*`, `image_*`, `disk_full`
   */
  async pull(
    ref: string,
    onProgress: (progress: LayersProgress) => void,
    signal: AbortSignal,
    signIn: RegistrySignIn | null = null,
  ): Promise<void> {
    await this.#calls.negotiate();
    await readPull(this.#calls.docker, ref, onProgress, signal, signIn);
  }

  /**
   * Resolves when Docker says that the registry has it all.
   * @param ref `repository[:tag]`. @param signIn as for a pull
   * @throws AppError `cancelled` when the signal fired, `image_tag_missing`, `registry_*`
   */
  async push(
    ref: string,
    onProgress: (progress: LayersProgress) => void,
    signal: AbortSignal,
    signIn: RegistrySignIn | null = null,
  ): Promise<void> {
    await this.#calls.negotiate();
    await readPush(this.#calls.docker, ref, onProgress, signal, signIn);
  }

  /**
   * `docker save`, from its first bytes on: Docker may write the archive to its own disk before.
   * @param signal ends it, also while it is read. @throws AppError `image_not_found`, `cancelled` when the signal fired
   */
  async save(ref: string, signal: AbortSignal): Promise<Readable> {
    await this.#calls.negotiate();
    try {
      const archive = (await within(signal, () => this.#calls.archives.getImage(encodeURIComponent(ref)).get())) as Readable;
      // A channel tells its end late to a reader who does not wait for it.
      return addAbortSignal(signal, archive);
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', { cause: error });
      throw mapEngineError(error, { image: ref });
    }
  }

  /** `docker load`. @returns tags, or ids of images without one. @throws AppError as {@link loadArchive} */
  async load(archive: Readable, signal?: AbortSignal): Promise<string[]> {
    return loadArchive(this.#calls.docker, archive, () => this.#calls.negotiate(), signal);
  }

  /** Removes a tag, and the image with its last tag. @throws AppError `image_in_use` without `force`, `image_not_found` */
  async remove(ref: string, force: boolean): Promise<RemovedImageDto> {
    return presentRemovedImage(
      await this.#calls.call(
        (abortSignal) => this.#calls.image(ref).remove({ force, abortSignal }) as Promise<unknown>,
        { image: ref },
        slowMs,
      ),
    );
  }
}
