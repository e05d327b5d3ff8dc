'use client';

import { Play, Tag, Trash2, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { dockerCommand } from '@/app/_components/format';
import { nodeAddress } from '@/app/_components/node-tabs';
import { RowAction, RowLink } from '@/app/_components/row-action';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf, removeCommand, tagCommand } from './image-commands';

const TagDialog = dynamic(async () => (await import('./tag-dialog')).TagDialog, { ssr: false });
const PushDialog = dynamic(async () => (await import('./push-dialog')).PushDialog, { ssr: false });
const RemoveImageDialog = dynamic(async () => (await import('./remove-image-dialog')).RemoveImageDialog, { ssr: false });

interface Props {
  nodeId: string;
  image: ImageDto;
  /** All images of the node: a tag that one of them has would be taken from it. */
  images: ImageDto[];
}

/** What can be done with one image. */
export function ImageActions({ nodeId, image, images }: Props) {
  const t = useTranslations('images');
  const [task, setTask] = useState<'tag' | 'push' | 'remove' | null>(null);
  const name = nameOf(image);
  const close = () => setTask(null);
  return (
    <>
      <RowLink
        label={t('action.run', { name })}
        word={t('word.run')}
        command={dockerCommand('run', '-dit', name)}
        icon={<Play size={16} aria-hidden />}
        href={nodeAddress(nodeId, `containers?run&image=${encodeURIComponent(name)}`)}
      />
      <RowAction
        label={t('action.tag', { name })}
        word={t('word.tag')}
        command={tagCommand(name, '')}
        icon={<Tag size={16} aria-hidden />}
        onClick={() => setTask('tag')}
      />
      {image.tags.length > 0 && (
        <RowAction
          label={t('action.push', { name })}
          word={t('word.push')}
          command={dockerCommand('push', name)}
          icon={<Upload size={16} aria-hidden />}
          onClick={() => setTask('push')}
        />
      )}
      <RowAction
        danger
        label={t('action.remove', { name })}
        word={t('word.remove')}
        command={removeCommand(image, null)}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => setTask('remove')}
      />
      {task === 'tag' && <TagDialog nodeId={nodeId} image={image} images={images} onClose={close} />}
      {task === 'push' && <PushDialog nodeId={nodeId} image={image} onClose={close} />}
      {task === 'remove' && <RemoveImageDialog nodeId={nodeId} image={image} tag={null} onClose={close} />}
    </>
  );
}
