'use client';

import { NativeSelect, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePushImage } from '@/app/_api/hooks/images';
import { dockerCommand } from '@/app/_components/format';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import type { ImageDto } from '@/lib/shared/images';
import { registryOf } from './image-commands';

/** Which of its tags is pushed, and where that leads. The job itself stands on the page from here on, to its end. */
export function PushDialog({ nodeId, image, onClose }: { nodeId: string; image: ImageDto; onClose: () => void }) {
  const t = useTranslations('images.push');
  const push = usePushImage(nodeId);
  // One with a registry first: that is what people tag for.
  const [tag, setTag] = useState(image.tags.find((each) => registryOf(each) !== null) ?? image.tags[0] ?? '');
  const registry = registryOf(tag);
  return (
    <TaskDialog
      title={t('title', { name: tag })}
      submit={t('submit')}
      command={dockerCommand('push', tag)}
      busy={push.isPending}
      error={push.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (!push.isPending) push.mutate(tag, { onSuccess: onClose });
      }}
    >
      <NativeSelect
        label={t('tag')}
        data={image.tags}
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
        data-autofocus
      />
      <Text size="sm">{registry === null ? t('toHub') : t('to', { registry })}</Text>
    </TaskDialog>
  );
}
