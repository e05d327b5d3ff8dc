import { daemonLife } from '@/lib/gateways/docker/commands/daemon-life';
import { remote } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { isTrouble } from '../trouble';
import { askNode } from './node';

const boot = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
cat /proc/sys/kernel/random/boot_id`;

/** Which boot of the node and which dockerd answer; null where the node's shell is not believed. @throws AppError */
export async function nodeIdentity(look: Look): Promise<{ bootId: string | null; daemon: string | null } | null> {
  const said = await askNode(look, boot);
  if (isTrouble(said)) return null;
  return { bootId: said.trim() || null, daemon: await daemonLife((command) => look.ask(command)) };
}
