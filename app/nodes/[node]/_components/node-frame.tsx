'use client';

import { useSelectedLayoutSegment } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useNode } from '@/app/_api/hooks/nodes';
import { nodeAddress, nodeTabs } from '@/app/_components/node-tabs';
import { Tabs } from '@/app/_components/tabs';
import { useNodeWatch } from '@/app/_realtime/use-node-watch';
import type { NodeDto } from '@/lib/shared/nodes';

/** Tabs of a node, and the watch that keeps everything below them true. */
export function NodeFrame({ nodeRef, initial, children }: { nodeRef: string; initial: NodeDto; children: ReactNode }) {
  const { data: node = initial } = useNode(nodeRef, { initialData: initial });
  useNodeWatch(nodeRef);
  return (
    <>
      <NodeTabs node={node} nodeRef={nodeRef} />
      {children}
    </>
  );
}

function NodeTabs({ node, nodeRef }: { node: NodeDto; nodeRef: string }) {
  const t = useTranslations('nodes.tab');
  const page = useSelectedLayoutSegment() ?? '';
  const tabs = nodeTabs.map((tab) => ({
    key: tab.key,
    href: nodeAddress(nodeRef, tab.page),
    text: t(tab.key),
    count: 'count' in tab ? tab.count(node) : null,
    current: tab.page === page,
  }));
  return <Tabs label={t('label', { name: node.name })} tabs={tabs} />;
}
