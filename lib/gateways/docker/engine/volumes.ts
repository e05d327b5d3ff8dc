import { z } from 'zod';
import { type Inspected, inspectSchema } from '@/lib/shared/docker-inspect';
import type { VolumeDto } from '@/lib/shared/volumes';
import { answerLimits, idOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';
import { type EngineCalls, slowMs } from './calls';

/** Volumes of one node. Every method throws AppError. */
export class Volumes {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** All of them, by name, each with who mounts it. @throws AppError */
  async list(): Promise<VolumeDto[]> {
    const { docker } = this.#calls;
    const [volumes, containers] = await Promise.all([
      this.#calls.list((abortSignal) => docker.listVolumes({ abortSignal }) as Promise<unknown>),
      this.#calls.list((abortSignal) => docker.listContainers({ all: true, abortSignal }) as Promise<unknown>),
    ]);
    return presentVolumes(volumes, containers);
  }

  /** All that Docker says of it. @throws AppError `volume_not_found`, `docker_answer_malformed` */
  async inspectAll(name: string): Promise<Inspected> {
    const inspect = () => this.#calls.docker.getVolume(encodeURIComponent(name)).inspect() as Promise<unknown>;
    return parseAnswer(inspectSchema, await this.#calls.call(inspect), 'GET /volumes/NAME');
  }

  /** One that is there already stays as it is. @param name Docker makes one where it is left out. @returns its name. @throws AppError */
  async create(name?: string): Promise<string> {
    const { docker } = this.#calls;
    const created = await this.#calls.call(
      (abortSignal) => docker.createVolume({ ...(name !== undefined && { Name: name }), abortSignal }) as Promise<unknown>,
    );
    // dockerode answers with its own object of that volume.
    return parseAnswer(z.object({ name: idOf }), created, 'POST /volumes/create').name;
  }

  /** With all files in it. @throws AppError `volume_not_found`, `volume_in_use` */
  async remove(name: string): Promise<void> {
    const { docker } = this.#calls;
    // Not forced: that says "removed" of one that is not there.
    await this.#calls.call((abortSignal) => docker.getVolume(encodeURIComponent(name)).remove({ abortSignal }), {}, slowMs);
  }
}

const { wordChars, pathChars, referenceChars } = answerLimits;
/** A daemon without volumes says null. */
const volumesAnswer = z.object({ Volumes: z.array(z.unknown()).nullable() });
const volumeRow = z.object({
  Name: idOf,
  Driver: textOf(wordChars),
  Mountpoint: textOf(pathChars),
  CreatedAt: textOf(wordChars),
});
const mountsRow = z.object({
  Id: idOf,
  Names: rowsOf(nameOf(referenceChars)),
  State: textOf(wordChars),
  Mounts: rowsOf(z.object({ Type: textOf(wordChars), Name: textOf(referenceChars) })),
});

/** Of a volume that a container was given without a name. */
const anonymous = /^[a-f0-9]{64}$/;

/** The answers of `GET /volumes` and `GET /containers/json`. @throws AppError `docker_answer_malformed` */
export function presentVolumes(volumes: unknown, containers: unknown): VolumeDto[] {
  const users = new Map<string, VolumeDto['usedBy']>();
  for (const { Id, Names, State, Mounts } of parseList(mountsRow, containers, 'GET /containers/json')) {
    const name = Names.map((one) => one.replace(/^\//, '')).find((one) => one && !one.includes('/')) ?? Id.slice(0, 12);
    for (const volume of new Set(Mounts.filter(({ Type }) => Type === 'volume').map(({ Name }) => Name)))
      users.set(volume, [...(users.get(volume) ?? []), { id: Id, name, isRunning: State === 'running' || State === 'paused' }]);
  }
  return parseList(volumeRow, parseAnswer(volumesAnswer, volumes, 'GET /volumes').Volumes ?? [], 'GET /volumes')
    .map(({ Name, Driver, Mountpoint, CreatedAt }) => ({
      ...{ name: Name, driver: Driver, mountpoint: Mountpoint, isAnonymous: anonymous.test(Name) },
      createdAt: Date.parse(CreatedAt) > 0 ? new Date(CreatedAt).toISOString() : null,
      usedBy: users.get(Name) ?? [],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
