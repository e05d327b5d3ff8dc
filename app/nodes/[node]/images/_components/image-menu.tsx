'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MenuButton } from '@/app/_components/menu-button';
import type { ImageDto } from '@/lib/shared/images';
import { nameOf } from './image-commands';
import type { ImageTask } from './image-tasks';

const ImageMenuOpened = dynamic(async () => (await import('./image-menu-opened')).ImageMenuOpened, { ssr: false });

/** The button of an image's menu. */
export function ImageMenu(props: { image: ImageDto; onTask: (task: ImageTask) => void }) {
  const t = useTranslations('images');
  const [wanted, setWanted] = useState(false);
  if (wanted) return <ImageMenuOpened {...props} />;
  return <MenuButton label={t('action.menu', { name: nameOf(props.image) })} onPress={() => setWanted(true)} />;
}
