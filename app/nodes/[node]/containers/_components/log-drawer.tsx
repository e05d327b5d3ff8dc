'use client';

import { Drawer } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFocusBack } from '@/app/_components/use-focus-back';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './log-drawer.module.css';
import { LogView } from './log-view';

/** The log of a container beside the list. */
export function LogDrawer({ nodeId, container, onClose }: { nodeId: string; container: ContainerDto; onClose: () => void }) {
  const t = useTranslations('containers.logs');
  const common = useTranslations('common');
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(880px, 100vw)"
      title={t('title', { name: container.name })}
      closeButtonProps={{ 'aria-label': common('close') }}
      classNames={{ body: classes.body, content: classes.content }}
    >
      <LogView nodeId={nodeId} container={container} />
    </Drawer>
  );
}
