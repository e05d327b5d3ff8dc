import type { ContainerDetail, DockerEngine, ImageDetail } from '@/lib/docker/engine';
import { isAppError } from '@/lib/errors';
import { getNodeFor } from '@/lib/nodes/get-node-for';
import type { Ctx } from '@/lib/runtime';
import type { LayerMapDto } from '@/lib/shared/docker';
import type { DockerFacts } from '@/lib/shared/nodes';
import type { NodeFiles } from '@/lib/ssh/types';
import { chainIds } from './chain-ids';
import { containerdDirectories, type Directories, overlay2Directories } from './directories';
import { joinLayers } from './join-layers';

/**
 * Every layer of a node: what the Engine says of images and containers, joined with the directories on the node, which are read over
 * SFTP or as root. @throws AppError why Docker cannot be asked now; unreadable directories are no error but `directoriesReason`.
 */
export async function getLayerMap(ctx: Ctx, { node: ref }: { node: string }): Promise<LayerMapDto> {
  const node = await getNodeFor(ctx, ref, 'layer.read');
  const engine = await ctx.fleet.engine(node.id);
  const files = await ctx.fleet.files(node.id);
  return mapLayers(engine, files, ctx.fleet.status(node.id).docker ?? (await engine.facts()));
}

/** The same for an engine and files that are at hand. */
export async function mapLayers(engine: DockerEngine, files: NodeFiles, facts: DockerFacts): Promise<LayerMapDto> {
  const [images, containers] = await inspectAll(engine);
  const chains = new Map(images.map((image) => [image.id, chainIds(image.diffIds)]));
  const chainOf = (c: ContainerDetail) => chains.get(c.imageId) ?? [];
  let directories: Directories;
  if (facts.store === 'overlay2') {
    directories = await overlay2Directories(files, facts.rootDir, new Set([...chains.values()].flat()), containers);
  } else if (facts.store === 'containerd') {
    directories = await containerdDirectories(
      files,
      containers.map((c) => ({ ...c, chain: chainOf(c) })),
    );
  } else {
    directories = { layers: new Map(), sizes: new Map(), readWrite: new Map(), reason: 'docker_error' };
  }
  return { store: facts.store, rootDir: facts.rootDir, ...joinLayers({ images, containers, chains, directories }) };
}

/** What is removed between the list and the look is left out: the event of its removal brings the next map. */
async function inspectAll(engine: DockerEngine): Promise<[ImageDetail[], ContainerDetail[]]> {
  const [images, containers] = await Promise.all([engine.listImages(), engine.listContainers()]);
  const ids = new Set(images.map((image) => image.id));
  // A container may outlive its image's tags: its image is still on the node.
  for (const container of containers) if (container.imageId) ids.add(container.imageId);
  const present = <T>(values: Array<T | null>): T[] =>
    values.filter((value): value is T & {} => value !== null && value !== undefined);
  return [
    present(await Promise.all([...ids].map((id) => orNull(engine.inspectImage(id))))),
    present(await Promise.all(containers.map(({ id }) => orNull(engine.inspectContainer(id))))),
  ];
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error) && (error.code === 'container_not_found' || error.code === 'image_not_found')) return null;
    throw error;
  }
}
