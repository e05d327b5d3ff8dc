'use client';

import { Menu } from '@mantine/core';
import { Cable, Gauge, Layers2, Pause, Pencil, Play, RotateCw, Terminal, Zap } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ContainerOrder, useOrderContainer } from '@/app/_api/hooks/containers';
import { dockerCommand } from '@/app/_components/format';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import { CommandItem, RowMenu } from '@/app/_components/row-menu';
import { useTold } from '@/app/_components/use-told';
import type { ContainerDto } from '@/lib/shared/containers';
import { attachCommand, commitCommand, execCommand, killCommand, limitCommand, renameCommand } from './container-commands';
import type { ContainerTask } from './container-tasks';

interface Props {
  nodeId: string;
  container: ContainerDto;
  onTask: (task: ContainerTask) => void;
}

/** What else can be done to a container. */
export function ContainerMenuOpened({ nodeId, container, onTask }: Props) {
  const t = useTranslations('containers');
  const router = useRouter();
  const orders = useOrderContainer(nodeId);
  const tell = useTold();
  const { id, name, state } = container;
  const runs = state === 'running' || state === 'restarting' || state === 'paused';
  const order = (kind: ContainerOrder) => () =>
    orders[kind].mutate(id, {
      onSuccess: () => tell(t(`done.${kind}`, { name }), dockerCommand(kind, name)),
      onError: (error) => void notify('error', [error.message, error.evidence].filter(Boolean).join(' – ')),
    });
  const item = (icon: typeof Play, text: string, command: string, onClick: () => void) => (
    <CommandItem icon={icon} text={text} command={command} onClick={onClick} />
  );
  return (
    <RowMenu label={t('action.menu', { name })}>
      {item(RotateCw, t('word.restart'), dockerCommand('restart', name), order('restart'))}
      {state === 'running' && item(Pause, t('word.pause'), dockerCommand('pause', name), order('pause'))}
      {state === 'paused' && item(Play, t('word.unpause'), dockerCommand('unpause', name), order('unpause'))}
      {state === 'running' && (
        <>
          {item(Terminal, t('word.exec'), execCommand(name, []), () => onTask('exec'))}
          {item(Cable, t('word.attach'), attachCommand(name), () =>
            router.push(nodeAddress(nodeId, `terminal?attach=${encodeURIComponent(name)}`)),
          )}
        </>
      )}
      {runs && item(Zap, t('word.kill'), killCommand(name, 'SIGTERM'), () => onTask('kill'))}
      <Menu.Divider />
      {item(Layers2, t('word.commit'), commitCommand(name, { image: '', pause: true }), () => onTask('commit'))}
      {item(Pencil, t('word.rename'), renameCommand(name, ''), () => onTask('rename'))}
      {item(Gauge, t('word.limit'), limitCommand(name, {}), () => onTask('limit'))}
    </RowMenu>
  );
}
