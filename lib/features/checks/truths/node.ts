import { daemonLife } from '@/lib/gateways/docker/commands/daemon-life';
import { remote } from '@/lib/gateways/ssh/remote';
import { containersOf, imagesOf } from '../asking/docker';
import { askNode } from '../asking/node';
import { processesNamed } from '../asking/processes';
import type { Look } from '../kind';
import type { Truth } from '../spec';
import { isTrouble } from '../trouble';
import type { TruthRead } from './index';

/** Seconds since the boot, and the names in a directory as `ls` shows them: without those that begin with a dot. */
const uptime = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
read -r seconds rest </proc/uptime; printf '%s\n' "$seconds"`;
const names = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
IFS= read -r p; [ -d "$p" ] && cd -- "$p" && find . -mindepth 1 -maxdepth 1 ! -name '.*' -printf '%P\n' | head -n 500 || echo /`;

/** @throws AppError */
export async function nodeTruth(look: Look, truth: Truth): Promise<TruthRead> {
  if (truth.of === 'images.count') return (await imagesOf(look)).length;
  if (truth.of === 'containers.count') return (await containersOf(look)).length;
  if (truth.of === 'directory.names') {
    const said = await askNode(look, names, `${truth.path}\n`);
    if (isTrouble(said)) return null;
    const found = said.split('\n').filter(Boolean);
    return found.includes('/') ? null : found;
  }
  if (truth.of === 'process.root') {
    const said = await processesNamed(look, truth.name);
    if (isTrouble(said)) return null;
    const roots = said.processes.flatMap(({ root }) => (root !== null && root !== '/' ? [root] : []));
    return roots.length > 0 ? [...new Set(roots)] : null;
  }
  if (truth.of === 'node.uptime') {
    const said = await askNode(look, uptime);
    return isTrouble(said) ? null : Math.round(Number(said.trim()));
  }
  if (truth.of === 'engine.pid') {
    const pid = Number((await daemonLife((command) => look.ask(command)))?.split(':')[0]);
    return Number.isInteger(pid) ? pid : null;
  }
  const facts = await look.once('facts', async () => (await look.engine()).system.facts());
  if (truth.of === 'node.name') return [...new Set([facts.hostname, look.nodeName].filter(Boolean))];
  if (truth.of === 'node.arch') return facts.arch;
  if (truth.of === 'engine.version') return facts.version;
  // As `docker info` names them: the storage driver, and the store it is part of.
  if (truth.of === 'engine.store') return [...new Set([facts.store, facts.storageDriver])];
  return null;
}
