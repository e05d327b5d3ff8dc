import { AppError, isAppError } from '@/lib/core/errors';
import { type EngineCalls, slowMs } from './calls';

/** By which a registry of ours is known among the containers of a node. */
const name = 'berth-registry';
const label = 'berth.registry';
/** Where the image `registry` listens and keeps its blobs (distribution's own defaults). */
const insidePort = 5000;
const insideDirectory = '/var/lib/registry';

/** The container of the class's registry, on the loopback of its node alone; its images are in a volume of the same name. */
export class RegistryContainer {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** @returns null where there is none. @throws AppError `container_name_taken` where a container of somebody else has its name */
  async find(): Promise<{ running: boolean } | null> {
    let found: { State?: { Running?: boolean }; Config?: { Labels?: Record<string, string> | null } };
    try {
      found = (await this.#calls.call(() => this.#calls.container(name).inspect() as Promise<unknown>, {
        container: name,
      })) as typeof found;
    } catch (error) {
      if (isAppError(error) && error.code === 'container_not_found') return null;
      throw error;
    }
    if (found.Config?.Labels?.[label] === undefined) throw new AppError('container_name_taken', { detail: name });
    return { running: found.State?.Running === true };
  }

  /**
   * Creates it, and starts it; one that is there is started. Docker starts it again after a restart of the node.
   * @param image is on the node already. @param port of the node's loopback
   * @throws AppError `port_taken`, `image_not_found`, `container_name_taken`
   */
  async run(image: string, port: number): Promise<void> {
    const about = { container: name, image };
    const { docker } = this.#calls;
    if ((await this.find()) === null) {
      await this.#calls.call(
        (abortSignal) =>
          docker.createContainer({
            name,
            Image: image,
            Labels: { [label]: '1' },
            Env: ['REGISTRY_STORAGE_DELETE_ENABLED=true'],
            ExposedPorts: { [`${insidePort}/tcp`]: {} },
            HostConfig: {
              RestartPolicy: { Name: 'always' },
              PortBindings: { [`${insidePort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
              Mounts: [{ Type: 'volume', Source: name, Target: insideDirectory }],
            },
            abortSignal,
          }),
        about,
        slowMs,
      );
    }
    try {
      await this.#calls.call((abortSignal) => this.#calls.container(name).start({ abortSignal }), about, slowMs);
    } catch (error) {
      // 304: it runs already.
      if ((error as { cause?: { statusCode?: number } }).cause?.statusCode !== 304) throw error;
    }
  }

  /** The container, and not its images. Nothing where there is none. @throws AppError */
  async remove(): Promise<void> {
    if ((await this.find()) === null) return;
    await this.#calls.call(
      (abortSignal) => this.#calls.container(name).remove({ force: true, abortSignal }),
      { container: name },
      slowMs,
    );
  }
}
