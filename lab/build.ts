import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureBareBase } from './bare';
import { basePath, ensureBase } from './bases';
import { ensureImages } from './images';
import { type Base, cacheRoot, type NodeSpec } from './layout';
import { withLock } from './lock';
import { ensureShadowSu } from './shadow-su';

type Progress = (line: string) => void;

/** The bases and images are shared by all labs of the machine: one builder at a time. */
const alone = <T>(work: () => Promise<T>): Promise<T> => withLock(`${cacheRoot}/.build.flock`, work);

export const isBare = (spec: NodeSpec): boolean => spec.docker === false;

/** Builds what these nodes and the registry need and what is not there yet. @throws Error with what failed */
export const ensureBuilt = (specs: readonly NodeSpec[], onProgress: Progress): Promise<void> =>
  alone(async () => {
    for (const base of new Set<Base>(['bookworm', ...specs.map((spec) => spec.base)])) await ensureBase(base, onProgress);
    if (specs.some(isBare)) await ensureBareBase(onProgress);
    await ensureImages(onProgress);
  });

/** Stands for the newest base where that cannot be built. */
const standIn: Base = 'trixie';
/** Why it could not, and when: within a day nobody tries again by itself, else each test file would wait for the same failure. */
const failure = `${cacheRoot}/bases/.forky.failed`;
const rememberedMs = 24 * 3_600_000;

/**
 * What nodes of the newest kind are made of: forky, or trixie where forky cannot be built. Debian's testing suite moves, so on some
 * days its packages do not fit together, and a mirror may not have it at all.
 */
export const newestBase = (onProgress: Progress = () => {}): Promise<Base> =>
  alone(async () => {
    if (existsSync(basePath('forky'))) return 'forky';
    if (existsSync(failure) && Date.now() - statSync(failure).mtimeMs < rememberedMs) return standIn;
    try {
      await ensureBase('forky', onProgress);
      return 'forky';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onProgress(reason);
      mkdirSync(path.dirname(failure), { recursive: true });
      writeFileSync(failure, reason);
      return standIn;
    }
  });

/**
 * Builds all that any lab or test on this machine needs, once. Where forky failed before it is tried again.
 * @returns what stands in for what, as sentences; empty when everything is there
 * @throws Error when anything but forky cannot be built
 */
export async function buildAll(onProgress: Progress): Promise<string[]> {
  rmSync(failure, { force: true });
  await ensureBuilt(
    [
      { base: 'trixie', store: 'overlay2' },
      { base: 'bookworm', store: 'overlay2', docker: false },
    ],
    onProgress,
  );
  await alone(() => ensureShadowSu(onProgress));
  if ((await newestBase(onProgress)) === 'forky') return [];
  const [reason = ''] = readFileSync(failure, 'utf8').split('\n');
  return [`The forky base could not be built (${reason}). Tests on the newest kind of node run on ${standIn}.`];
}
