'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MenuButton } from '@/app/_components/menu-button';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ContainerTask } from './container-tasks';

const ContainerMenuOpened = dynamic(async () => (await import('./container-menu-opened')).ContainerMenuOpened, { ssr: false });

/** The button of a container's menu. */
export function ContainerMenu(props: { nodeId: string; container: ContainerDto; onTask: (task: ContainerTask) => void }) {
  const t = useTranslations('containers');
  const [wanted, setWanted] = useState(false);
  if (wanted) return <ContainerMenuOpened {...props} />;
  return <MenuButton label={t('action.menu', { name: props.container.name })} onPress={() => setWanted(true)} />;
}
