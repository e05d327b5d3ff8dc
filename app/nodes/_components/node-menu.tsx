'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { MenuButton } from '@/app/_components/menu-button';
import type { NodeTask } from '@/app/_components/nodes/node-task-dialog';
import type { NodeDto } from '@/lib/shared/nodes';

const NodeMenuOpened = dynamic(async () => (await import('./node-menu-opened')).NodeMenuOpened, { ssr: false });

/** The button of a node's menu. The menu's code comes with the first press. */
export function NodeMenu({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const [wanted, setWanted] = useState(false);
  if (wanted) return <NodeMenuOpened node={node} onTask={onTask} />;
  return <MenuButton label={t('action.menu', { name: node.name })} onPress={() => setWanted(true)} />;
}
