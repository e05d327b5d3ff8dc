'use client';

import { Play, ScrollText, Square, SquareTerminal, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useRemoveContainer, useStartContainer, useStopContainer } from '@/app/_api/hooks/containers';
import { dockerCommand } from '@/app/_components/format';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import { useTold } from '@/app/_components/use-told';
import { RowAction, RowLink } from '@/app/_components/row-action';
import type { ContainerDto } from '@/lib/shared/containers';
import { ContainerMenu } from './container-menu';
import type { ContainerTask } from './container-tasks';

const RemovalLoss = dynamic(async () => (await import('./removal-loss')).RemovalLoss, { ssr: false });

/** What can be done to one container: the frequent things as buttons, the others in a menu. */
export function ContainerActions({
  nodeId,
  container,
  onLogs,
  onRemove,
  onTask,
}: {
  nodeId: string;
  container: ContainerDto;
  onLogs: (container: ContainerDto) => void;
  onRemove: (container: ContainerDto) => void;
  onTask: (task: ContainerTask) => void;
}) {
  const t = useTranslations('containers');
  const start = useStartContainer(nodeId);
  const stop = useStopContainer(nodeId);
  const { name, state, id } = container;
  const runs = state === 'running' || state === 'restarting' || state === 'paused';
  const tell = useTold();
  // Told also where the row went meanwhile: a list of those that run loses it as soon as it has stopped.
  const told = (change: Promise<unknown>, kind: 'started' | 'stopped', command: string) =>
    void change.then(
      () => tell(t(`done.${kind}`, { name }), command),
      (error: Error & { evidence?: string }) => void notify('error', [error.message, error.evidence].filter(Boolean).join(' – ')),
    );
  return (
    <>
      {runs ? (
        <RowAction
          label={t('action.stop', { name })}
          word={t('word.stop')}
          command={dockerCommand('stop', name)}
          icon={<Square size={16} aria-hidden />}
          busy={stop.isPending}
          onClick={() => told(stop.mutateAsync(id), 'stopped', dockerCommand('stop', name))}
        />
      ) : (
        <RowAction
          label={t('action.start', { name })}
          word={t('word.start')}
          command={dockerCommand('start', name)}
          icon={<Play size={16} aria-hidden />}
          busy={start.isPending}
          onClick={() => told(start.mutateAsync(id), 'started', dockerCommand('start', name))}
        />
      )}
      <RowAction
        label={t('action.logs', { name })}
        word={t('word.logs')}
        command={dockerCommand('logs', '-f', name)}
        icon={<ScrollText size={16} aria-hidden />}
        onClick={() => onLogs(container)}
      />
      {state === 'running' && (
        <RowLink
          label={t('action.terminal', { name })}
          word={t('word.terminal')}
          command={dockerCommand('exec', '-it', name, 'sh')}
          icon={<SquareTerminal size={16} aria-hidden />}
          href={nodeAddress(nodeId, `terminal?exec=${encodeURIComponent(name)}`)}
        />
      )}
      <RowAction
        danger
        label={t('action.remove', { name })}
        word={t('word.remove')}
        command={removeCommand(name, runs)}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => onRemove(container)}
      />
      <ContainerMenu nodeId={nodeId} container={container} onTask={onTask} />
    </>
  );
}

const removeCommand = (name: string, force: boolean): string =>
  force ? dockerCommand('rm', '-f', name) : dockerCommand('rm', name);

/** Asks before a container is removed. */
export function RemoveContainer({
  nodeId,
  container,
  onClose,
}: {
  nodeId: string;
  container: ContainerDto;
  onClose: () => void;
}) {
  const t = useTranslations('containers');
  const remove = useRemoveContainer(nodeId);
  const tell = useTold();
  const { name } = container;
  const force = container.state === 'running' || container.state === 'paused' || container.state === 'restarting';
  return (
    <LazyConfirm
      title={t('remove.title', { name })}
      submit={t('remove.submit')}
      command={removeCommand(name, force)}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { container: container.id, force },
          {
            onSuccess: () => {
              tell(t('done.removed', { name }), removeCommand(name, force));
              onClose();
            },
          },
        )
      }
    >
      <p>{t('remove.text', { image: container.image })}</p>
      {force && <p>{t('remove.running')}</p>}
      <RemovalLoss nodeId={nodeId} containers={[container]} />
    </LazyConfirm>
  );
}
