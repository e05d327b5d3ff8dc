import { z } from 'zod';
import { answerLimits, idOf, parseAnswer, rowsOf } from './answer';
import { type EngineCalls, slowMs } from './calls';

/** Volumes of one node. Every method throws AppError. */
export class Volumes {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /** @returns their names. @throws AppError */
  async list(): Promise<string[]> {
    const { docker } = this.#calls;
    return presentVolumes(await this.#calls.call((abortSignal) => docker.listVolumes({ abortSignal }) as Promise<unknown>));
  }

  /** @throws AppError */
  async remove(name: string): Promise<void> {
    const { docker } = this.#calls;
    await this.#calls.call(
      (abortSignal) => docker.getVolume(encodeURIComponent(name)).remove({ force: true, abortSignal }),
      {},
      slowMs,
    );
  }
}

const volumesAnswer = z.object({
  Volumes: rowsOf(z.object({ Name: idOf }), answerLimits.rows)
    .nullable()
    .default([]),
});

/** The answer of `GET /volumes`: their names. @throws AppError `docker_answer_malformed` */
function presentVolumes(answer: unknown): string[] {
  return (parseAnswer(volumesAnswer, answer, 'GET /volumes').Volumes ?? []).map((volume) => volume.Name);
}
