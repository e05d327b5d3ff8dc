'use client';

import { Button, Group, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRemoveImage } from '@/app/_api/hooks/images';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { Dialog } from '@/app/_components/dialog';
import { formatBytes, shortId } from '@/app/_components/format';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { useTold } from '@/app/_components/use-told';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf, removeCommand } from './image-commands';

interface Props {
  nodeId: string;
  image: ImageDto;
  /** The tag that was pointed at; null: the image. */
  tag: string | null;
  onClose: () => void;
}

/** Removes one tag, or the image with all its tags. Says what is lost; where a container uses the image, why it cannot go yet. */
export function RemoveImageDialog({ nodeId, image, tag, onClose }: Props) {
  const t = useTranslations('images');
  const remove = useRemoveImage(nodeId);
  const tell = useTold();
  const inUse = image.containers > 0;
  const several = image.tags.length > 1;
  // What was chosen stays so when the tags change meanwhile: a tag that is gone is not found, and no other goes in its place.
  const [one, setOne] = useState(tag ?? (several && !inUse ? null : (image.tags[0] ?? null)));
  if (inUse && !several) return <InUse nodeId={nodeId} image={image} onClose={onClose} />;
  const size = formatBytes(image.sizeBytes);
  // The last tag takes the image with it.
  const isImage = one === null || (!several && image.tags[0] === one);
  const command = removeCommand(image, one);
  return (
    <ConfirmDialog
      title={t('remove.title', { name: one ?? shortId(image.id) })}
      submit={t(isImage ? 'remove.submit' : 'remove.submitTag')}
      command={command}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { image: one ?? image.id, all: one === null },
          {
            onSuccess: (removed) => {
              tell(t('remove.done', { count: removed.deleted.length }), command);
              onClose();
            },
          },
        )
      }
    >
      <Stack gap="sm">
        {several && (
          <Radio.Group label={t('remove.what')} value={one ?? ''} onChange={(value) => setOne(value === '' ? null : value)}>
            <Stack gap={6} mt={6}>
              {image.tags.map((each) => (
                <Radio key={each} value={each} label={t('remove.oneTag', { tag: each })} />
              ))}
              <Radio
                value=""
                disabled={inUse}
                label={t('remove.whole')}
                description={inUse ? t('remove.inUse', { count: image.containers }) : undefined}
              />
            </Stack>
          </Radio.Group>
        )}
        <p>
          {image.tags.length === 0
            ? t('remove.untagged', { size })
            : isImage
              ? t('remove.text', { size })
              : t('remove.tagText', { left: image.tags.length - 1 })}
        </p>
      </Stack>
    </ConfirmDialog>
  );
}

function InUse({ nodeId, image, onClose }: Omit<Props, 'tag'>) {
  const t = useTranslations('images.remove');
  const common = useTranslations('common');
  return (
    <Dialog title={t('inUseTitle', { name: nameOf(image) })} small onClose={onClose}>
      <Stack gap="md">
        <p>{t('inUse', { count: image.containers })}</p>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-default-button>
            {common('close')}
          </Button>
          <Button component={Link} href={nodeAddress(nodeId, 'containers')}>
            {t('toContainers')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
