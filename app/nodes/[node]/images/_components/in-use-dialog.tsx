'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import type { Removal } from './image-table';

/** Why an image cannot go yet, and where to go instead. */
export function InUseDialog({ nodeId, removal, onClose }: { nodeId: string; removal: Removal; onClose: () => void }) {
  const t = useTranslations('images.remove');
  const common = useTranslations('common');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('inUseTitle', { name: removal.reference })}
      centered
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        <p>{t('inUse', { count: removal.image.containers })}</p>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          <Button component={Link} href={nodeAddress(nodeId, 'containers')}>
            {t('toContainers')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
