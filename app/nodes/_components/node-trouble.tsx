'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useReconnectNode } from '@/app/_api/hooks/nodes';
import { CommandLine } from '@/app/_components/copy';
import { useErrorText } from '@/app/_components/error-text';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/states';
import type { FindingFix } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import { fixHref } from '../../_components/nodes/doctor/fix-button';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';

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

/** The command that starts the daemon, for whoever has the node's terminal: service(8) works with systemd and without. */
export function StartDocker() {
  const t = useTranslations('nodes');
  return <CommandLine command="service docker start" label={t('asRoot')} />;
}

/** What is wrong with the login shell or the daemon's settings: to be looked at on the node, and not by starting anything. */
const lookedAtThere: ReadonlySet<string> = new Set(['shell_in_the_way', 'shell_altered', 'shell_slow', 'docker_elsewhere']);

/** The daemon itself does not run, as far as the panel knows. */
export const isDockerStopped = ({ state, reason }: NodeDto): boolean =>
  state === 'docker_down' && !lookedAtThere.has(reason?.code ?? '');

/** What a member of staff starts on the node for a state of Docker. */
const dockerFix = {
  docker_missing: { kind: 'prepare', steps: ['docker.install'] },
  docker_down: { kind: 'prepare', steps: ['docker.start'] },
} as const satisfies Record<string, FindingFix>;

/** The one thing to press for a node that is not well; students are sent to their instructor where only staff can act. */
export function NodeRemedy({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes.press');
  const reconnect = useReconnectNode(node.id);
  const { state } = node;
  if (state === 'ready') return null;
  if (node.reason?.code === 'address_refused' && node.staff) {
    return (
      <Button size="xs" variant="default" onClick={() => onTask({ kind: 'edit', nodeId: node.id })}>
        {t('address_refused')}
      </Button>
    );
  }
  if (state === 'unreachable' || state === 'connecting') {
    return (
      <>
        <Button size="xs" variant="default" loading={reconnect.isPending} onClick={() => reconnect.mutate(undefined)}>
          {t(state)}
        </Button>
        <FormError error={reconnect.error} />
      </>
    );
  }
  if (lookedAtThere.has(node.reason?.code ?? '')) {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/terminal`}>
        {t('docker_down')}
      </Button>
    );
  }
  if (state === 'docker_denied') {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/root-login`}>
        {t(state)}
      </Button>
    );
  }
  if (state === 'docker_down' || state === 'docker_missing') {
    const prepare = node.staff && fixHref(dockerFix[state], node.classId, [node.name]);
    return prepare ? (
      <Button size="xs" variant="default" component={Link} href={prepare}>
        {t(`${state}_staff`)}
      </Button>
    ) : (
      <>
        {isDockerStopped(node) && <StartDocker />}
        <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/terminal`}>
          {t(state)}
        </Button>
      </>
    );
  }
  if (!node.staff) return <p>{t('askStaff')}</p>;
  if (state === 'unverified' && !node.staff.offeredHostKey) {
    return (
      <Button size="xs" variant="default" loading={reconnect.isPending} onClick={() => reconnect.mutate(undefined)}>
        {t('unreachable')}
      </Button>
    );
  }
  return (
    <Button
      size="xs"
      color={state === 'host_key_changed' ? 'red' : undefined}
      onClick={() => onTask({ kind: state === 'auth_failed' ? 'credential' : 'host-key', nodeId: node.id })}
    >
      {t(state)}
    </Button>
  );
}
