'use client';

import { Play, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { dockerCommand } from '@/app/_components/format';
import { nodeAddress } from '@/app/_components/node-tabs';
import { RowAction, RowLink } from '@/app/_components/row-action';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf, removeCommand } from './image-commands';
import { ImageMenu } from './image-menu';
import type { ImageTask } from './image-tasks';

const ImageTaskDialog = dynamic(async () => (await import('./image-tasks')).ImageTaskDialog, { ssr: false });
const RemoveImageDialog = dynamic(async () => (await import('./remove-image-dialog')).RemoveImageDialog, { ssr: false });

/** What can be done with one image: the frequent things as buttons, the others in a menu. @param props.images all of the node */
export function ImageActions({ nodeId, image, images }: { nodeId: string; image: ImageDto; images: ImageDto[] }) {
  const t = useTranslations('images');
  const [task, setTask] = useState<ImageTask | 'remove' | null>(null);
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
        danger
        label={t('action.remove', { name })}
        word={t('word.remove')}
        command={removeCommand(image, null)}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => setTask('remove')}
      />
      <ImageMenu image={image} onTask={setTask} />
      {task === 'remove' && <RemoveImageDialog nodeId={nodeId} image={image} tag={null} onClose={close} />}
      {task !== null && task !== 'remove' && (
        <ImageTaskDialog task={task} nodeId={nodeId} image={image} images={images} onClose={close} />
      )}
    </>
  );
}
