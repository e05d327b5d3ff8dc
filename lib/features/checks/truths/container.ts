import path from 'node:path';
import { parseOverlayMount } from '@/lib/features/layers/overlay-mount';
import { remote } from '@/lib/gateways/ssh/remote';
import { containerOf } from '../asking/docker';
import { askNode } from '../asking/node';
import { processOf } from '../asking/processes';
import { deedsIn } from '../deed-names';
import type { Look } from '../kind';
import type { Truth } from '../spec';
import { isTrouble } from '../trouble';
import type { TruthRead } from './index';

type ContainerTruth = Extract<Truth, { container: string }>;

/** Root's mount of a process, and no other: the file may be long. */
const rootMount = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
read -r pid; grep ' / overlay ' "/proc/$pid/mounts"`;

/** @throws AppError */
export async function containerTruth(look: Look, { of, container }: ContainerTruth): Promise<TruthRead> {
  if (of === 'container.startMs') return startTook(look, container);
  const about = await containerOf(look, container);
  if (!about) return null;
  if (of === 'container.memoryMax') return about.memoryBytes;
  if (of === 'container.memoryUsed') return (await look.engine()).containers.memoryUsed(about.id);
  if (of === 'container.initEntry') {
    const row = (await look.layers()).rwLayers.find((one) => one.containerId === about.id);
    return row?.initDirectory ? entryName(row.initDirectory) : null;
  }
  if (about.pid === null) return null;
  if (of === 'container.pid') return about.pid;
  if (of === 'container.pidInside') {
    const said = await processOf(look, about.pid);
    return isTrouble(said) ? null : (said.processes[0]?.pidInside ?? null);
  }
  const said = await askNode(look, rootMount, `${about.pid}\n`);
  return isTrouble(said) ? null : (parseOverlayMount(said)?.lowerDirs.length ?? null);
}

/** The name in the directory of all layers: containerd keeps a layer's files in `fs` below it. */
const entryName = (directory: string): string =>
  path.posix.basename(directory) === 'fs' ? path.posix.basename(path.posix.dirname(directory)) : path.posix.basename(directory);

/** From its making to its end, or to its start where it goes on: of the last one of this name, or made of this image. */
async function startTook(look: Look, name: string): Promise<number | null> {
  const { deeds } = await look.deeds();
  const made =
    deedsIn(deeds, { event: 'create', container: name }).at(-1) ?? deedsIn(deeds, { event: 'create', image: name }).at(-1);
  if (!made) return null;
  const later = deeds.filter((deed) => deed.id === made.id && deed.atMs >= made.atMs);
  const end = later.find((deed) => deed.action === 'die') ?? later.find((deed) => deed.action === 'start');
  return end ? end.atMs - made.atMs : null;
}
