'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { Download, EllipsisVertical, Tag, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCommand } from '@/app/_components/command-strip';
import { dockerCommand } from '@/app/_components/format';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf, saveCommand, tagCommand } from './image-commands';
import type { ImageTask } from './image-tasks';

interface Props {
  image: ImageDto;
  onTask: (task: ImageTask) => void;
}

/** What else can be done with an image; open from the start, because its button was pressed to get it. */
export function ImageMenuOpened({ image, onTask }: Props) {
  const t = useTranslations('images');
  const name = nameOf(image);
  return (
    <Menu position="bottom-end" withinPortal defaultOpened>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('action.menu', { name })}>
          <EllipsisVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Item icon={Tag} text={t('word.tag')} command={tagCommand(name, '')} onClick={() => onTask('tag')} />
        {image.tags.length > 0 && (
          <Item icon={Upload} text={t('word.push')} command={dockerCommand('push', name)} onClick={() => onTask('push')} />
        )}
        <Item icon={Download} text={t('word.save')} command={saveCommand(name)} onClick={() => onTask('save')} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Item(props: { icon: typeof Tag; text: string; command: string; onClick: () => void }) {
  const { icon: Icon, text, command, onClick } = props;
  return (
    <Menu.Item leftSection={<Icon size={15} aria-hidden />} onClick={onClick} {...useCommand(command)}>
      {text}
    </Menu.Item>
  );
}
