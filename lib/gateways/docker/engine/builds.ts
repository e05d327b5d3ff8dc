import type { Readable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { BuildCache, Builder, BuildImage, CacheRecord, PrunedCache } from '@/lib/shared/builds';
import type { BuildProgress } from '@/lib/shared/jobs';
import { answerLimits, countOf, idOf, parseAnswer, rowsOf, textOf } from './answer';
import { type EngineCalls, slowMs } from './calls';
import { dial } from './dial';
import type { FindSignIn } from './registry-auth';
import { isContainerdStore } from './present-system';
import { type Built, runBuild } from './run-build';

/** How long a removal of the build cache may take in ms: an old daemon on a slow disk needs minutes. */
const pruneMs = 30 * 60_000;

/** Builds of one node, and their cache. Every method throws AppError. */
export class Builds {
  readonly #calls: EngineCalls;

  constructor(calls: EngineCalls) {
    this.#calls = calls;
  }

  /**
   * `docker build`, by the builder that the daemon recommends, where that can take the context.
   * @param context a tar archive, of any length. @param findSignIn for the registries it pulls from, with BuildKit alone. @throws AppError as {@link runBuild}
   */
  async run(
    context: Readable,
    options: BuildImage,
    onProgress: (progress: BuildProgress) => void,
    signal: AbortSignal,
    findSignIn?: FindSignIn,
  ): Promise<Built> {
    return runBuild(this.#calls.docker, () => this.#builder(), context, options, onProgress, signal, findSignIn);
  }

  /**
   * That of the daemon's choice, but for two things that BuildKit could not do before Docker 28 (API 1.48): with the containerd image store it
   * took no context from the body (moby/moby#47717), and without it pulled through no mirror of plain HTTP, as a closed network has it.
   */
  async #builder(): Promise<Builder> {
    const { docker } = this.#calls;
    await this.#calls.negotiate();
    if (this.#calls.builder === 'classic' || Number(this.#calls.daemonApi.slice(2)) >= 48) return this.#calls.builder;
    const info = parseAnswer(infoAnswer, await this.#calls.call(() => docker.info() as Promise<unknown>), 'GET /info');
    const mirrors = info.RegistryConfig?.Mirrors ?? [];
    return isContainerdStore(info) || mirrors.some((mirror) => /^http:/i.test(mirror)) ? 'classic' : 'buildkit';
  }

  /** What BuildKit keeps, the largest first. Docker 20.10 measures all else, too, before it answers. @throws AppError */
  async cache(): Promise<BuildCache> {
    const { docker } = this.#calls;
    const answer = await this.#calls.call(
      (abortSignal) => dial(docker, { method: 'GET', path: '/system/df', query: { type: 'build-cache' }, abortSignal }),
      {},
      slowMs,
    );
    return { builder: await this.#builder(), items: presentCache(answer) };
  }

  /**
   * `docker builder prune`. What is in use stays. @param all `-a`. @param signal ends it; what is removed by then is gone
   * @throws AppError `cancelled` when the signal fired
   */
  async pruneCache(all: boolean, signal: AbortSignal = new AbortController().signal): Promise<PrunedCache> {
    const { docker } = this.#calls;
    const prune = (deadline: AbortSignal): Promise<unknown> => {
      const abortSignal = AbortSignal.any([deadline, signal]);
      return dial(docker, { method: 'POST', path: '/build/prune', query: { all }, abortSignal });
    };
    const answer = await this.#calls.call(prune, {}, pruneMs).catch((error: unknown) => {
      throw signal.aborted ? new AppError('cancelled', { cause: error }) : error;
    });
    const { CachesDeleted, SpaceReclaimed } = parseAnswer(prunedAnswer, answer, 'POST /build/prune');
    return { records: CachesDeleted.length, bytes: SpaceReclaimed };
  }
}

const { wordChars, commandChars, rows } = answerLimits;
const infoAnswer = z.object({
  DriverStatus: z.unknown().optional(),
  RegistryConfig: z
    .object({ Mirrors: rowsOf(z.string()) })
    .nullish()
    .catch(null),
});
const prunedAnswer = z.object({ CachesDeleted: rowsOf(idOf, rows), SpaceReclaimed: countOf(0) });
const cacheAnswer = z.object({
  BuildCache: rowsOf(
    z.object({
      ID: idOf,
      Type: textOf(wordChars),
      Description: textOf(commandChars),
      Size: countOf(0),
      InUse: z.boolean().catch(false),
      Shared: z.boolean().catch(false),
      CreatedAt: textOf(wordChars),
      LastUsedAt: textOf(wordChars),
    }),
    rows,
  ),
});

/** The answer of `GET /system/df`. @throws AppError `docker_answer_malformed` */
export function presentCache(answer: unknown): CacheRecord[] {
  return parseAnswer(cacheAnswer, answer, 'GET /system/df')
    .BuildCache.map(({ ID, Type, Description, Size, InUse, Shared, CreatedAt, LastUsedAt }) => ({
      ...{ id: ID, type: Type, description: Description, sizeBytes: Size, inUse: InUse, shared: Shared },
      ...{ createdAt: timeOf(CreatedAt), lastUsedAt: timeOf(LastUsedAt) },
    }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes);
}

const timeOf = (text: string): string | null => (Date.parse(text) > 0 ? new Date(text).toISOString() : null);
