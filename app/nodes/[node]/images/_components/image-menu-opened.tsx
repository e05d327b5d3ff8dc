'use client';

import { Download, Tag, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { dockerCommand } from '@/app/_components/format';
import { CommandItem, RowMenu } from '@/app/_components/row-menu';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf, saveCommand, tagCommand } from './image-commands';
import type { ImageTask } from './image-tasks';

interface Props {
  image: ImageDto;
  onTask: (task: ImageTask) => void;
}

/** What else can be done with an image. */
export function ImageMenuOpened({ image, onTask }: Props) {
  const t = useTranslations('images');
  const name = nameOf(image);
  return (
    <RowMenu label={t('action.menu', { name })}>
      <CommandItem icon={Tag} text={t('word.tag')} command={tagCommand(name, '')} onClick={() => onTask('tag')} />
      {image.tags.length > 0 && (
        <CommandItem icon={Upload} text={t('word.push')} command={dockerCommand('push', name)} onClick={() => onTask('push')} />
      )}
      <CommandItem icon={Download} text={t('word.save')} command={saveCommand(name)} onClick={() => onTask('save')} />
    </RowMenu>
  );
}
