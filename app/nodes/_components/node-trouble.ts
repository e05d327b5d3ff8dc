'use client';

import { useTranslations } from 'next-intl';
import { useErrorText } from '@/app/_components/error-text';
import type { NodeDto } from '@/lib/shared/nodes';

/** Reasons that say no more than the state does: the state's own sentence also says what the panel does about it. */
const plainReasons: ReadonlySet<string> = new Set([
  'node_unreachable',
  'node_lost',
  'ssh_auth_failed',
  'docker_down',
  'docker_denied',
]);

/** Why the node is not well, in a sentence: by its reason where the panel knows one, else by its state. */
export function useWhy(node: NodeDto): string {
  const t = useTranslations('nodes.why');
  const errorText = useErrorText();
  if (node.state === 'unverified' && node.staff && !node.staff.offeredHostKey) return t('unverifiedWaiting');
  const code = node.reason?.code;
  if (node.state === 'ready' || node.state === 'connecting' || code === undefined || plainReasons.has(code)) return t(node.state);
  return errorText(code);
}

/** What is shown of its Docker is what was heard last, not what is so now. */
export const isPast = ({ state }: NodeDto): boolean => state !== 'ready';

/** What is wrong with the login shell or the daemon's settings: to be looked at on the node, and not by starting anything. */
const lookedAtThere: ReadonlySet<string> = new Set(['shell_in_the_way', 'shell_altered', 'shell_slow', 'docker_elsewhere']);

/** Its reason is one that somebody looks at in a terminal on the node. */
export const isLookedAtThere = ({ reason }: NodeDto): boolean => lookedAtThere.has(reason?.code ?? '');

/** The daemon itself does not run, as far as the panel knows. */
export const isDockerStopped = (node: NodeDto): boolean => node.state === 'docker_down' && !isLookedAtThere(node);
