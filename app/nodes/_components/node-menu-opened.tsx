'use client';

import { Menu } from '@mantine/core';
import { KeyRound, Pencil, RotateCw, Trash2, UserRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useReconnectNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { RowMenu } from '@/app/_components/row-menu';
import type { NodeDto } from '@/lib/shared/nodes';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';

/** What staff may do with a node of the register. */
export function NodeMenuOpened({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const reconnect = useReconnectNode(node.id);
  const task = (kind: NodeTask['kind']) => () => onTask({ kind, nodeId: node.id });
  return (
    <RowMenu label={t('action.menu', { name: node.name })}>
      <Menu.Item leftSection={<UserRound size={15} aria-hidden />} onClick={task('assign')}>
        {t('action.assign')}
      </Menu.Item>
      <Menu.Item leftSection={<Pencil size={15} aria-hidden />} onClick={task('edit')}>
        {t('action.edit')}
      </Menu.Item>
      <Menu.Item leftSection={<KeyRound size={15} aria-hidden />} onClick={task('host-key')}>
        {t('facts.hostKey')}
      </Menu.Item>
      <Menu.Item
        leftSection={<RotateCw size={15} aria-hidden />}
        onClick={() => reconnect.mutate(undefined, { onError: (error) => void notify('error', error.message) })}
      >
        {t('action.reconnect')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={task('remove')}>
        {t('action.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
