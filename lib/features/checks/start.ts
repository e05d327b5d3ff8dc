import { statPaths } from './asking/node-files';
import { nodeIdentity } from './asking/identity';
import { imagesOf, containersOf } from './asking/docker';
import { countLayers, knownLayers } from './kinds/layers';
import type { LessonStart, Look } from './kind';
import type { CheckSpec } from './spec';
import { jailedPath } from './start-time';
import { isTrouble } from './trouble';

/** What a start needs of a lesson: its checks name the paths that are looked at. Values are filled in. */
export interface StartOf {
  steps: ReadonlyArray<{ checks?: CheckSpec[] | undefined; creates?: { paths?: string[] | undefined } | undefined }>;
}
const limits = { images: 200, containers: 500, paths: 64 } as const;

/**
 * Notes how the node is as a lesson begins. What cannot be read without being root is left out (null); without Docker there is no start.
 * @throws AppError why the node or its Docker cannot be asked
 */
export async function takeStart(look: Look, lesson: StartOf): Promise<LessonStart> {
  const engine = await look.engine();
  // The clock first: what happens from here on counts.
  const { clockMs } = await engine.system.host();
  const at = look.now();
  const [images, containers, identity, layers, paths] = await Promise.all([
    imagesOf(look),
    containersOf(look),
    nodeIdentity(look),
    knownLayers(look).catch(() => null),
    statPaths(look, pathsOf(lesson)).catch(() => null),
  ]);
  const listed = images.slice(0, limits.images);
  const diffIds = new Map<string, string[]>();
  for (const { id } of listed)
    diffIds.set(
      id,
      await engine.images.about(id).then(
        (about) => about.diffIds,
        () => [],
      ),
    );
  return {
    at,
    nodeAt: clockMs,
    bootId: identity?.bootId ?? null,
    daemon: identity?.daemon ?? null,
    eventsSince: clockMs === null ? null : String(BigInt(clockMs) * 1_000_000n),
    images: listed.map(({ id, tags }) => ({ id, tags, diffIds: diffIds.get(id) ?? [] })),
    containerIds: containers.slice(0, limits.containers).map(({ id }) => id),
    layers: layers === null || isTrouble(layers) ? null : countLayers(layers),
    paths: paths === null || isTrouble(paths) ? {} : startPaths(paths),
  };
}

function startPaths(stats: Exclude<Awaited<ReturnType<typeof statPaths>>, { trouble: unknown }>): LessonStart['paths'] {
  const paths: LessonStart['paths'] = {};
  for (const [path, stat] of Object.entries(stats))
    paths[path] = stat && { mtimeNs: stat.mtimeNs, ctimeNs: stat.ctimeNs, inode: stat.inode, size: stat.size };
  return paths;
}

/** The node's paths that a lesson names. */
function pathsOf({ steps }: StartOf): string[] {
  const ofCheck = (spec: CheckSpec): string[] => {
    if (spec.is === 'any') return spec.of.flatMap(ofCheck);
    if (spec.is !== 'file' || spec.in) return [];
    const program = spec.jail !== undefined && spec.runs !== undefined ? jailedPath(spec.jail, spec.runs) : undefined;
    return [spec.path, spec.jail, program].filter((path) => path !== undefined);
  };
  const named = steps.flatMap(({ checks = [], creates }) => [...checks.flatMap(ofCheck), ...(creates?.paths ?? [])]);
  return [...new Set(named)].slice(0, limits.paths);
}
